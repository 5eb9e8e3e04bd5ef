import applications.models.parts
import django.core.validators
import django.db.models.deletion
import django_fsm
import grants.clock
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('grants', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField(default=grants.clock.now)),
                ('title', models.CharField(max_length=150, verbose_name='name of the activity')),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('need', models.TextField(blank=True, verbose_name='background and need')),
                ('aims', models.TextField(blank=True, verbose_name='purpose and aims')),
                ('target_group', models.TextField(blank=True, verbose_name='target group')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='expected participants, women')),
                ('men', models.PositiveIntegerField(blank=True, null=True, verbose_name='expected participants, men')),
                ('activities', models.TextField(blank=True, verbose_name='activities and timetable')),
                ('follow_up', models.TextField(blank=True, verbose_name='how results will be followed up')),
                ('period_from', models.DateField(blank=True, null=True, verbose_name='begins')),
                ('period_to', models.DateField(blank=True, null=True, verbose_name='ends')),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount sought')),
                ('own_funding', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='own money')),
                ('other_funding', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='other public money')),
                ('contact_name', models.CharField(blank=True, max_length=120, verbose_name='contact person')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('case_serial', models.PositiveIntegerField(blank=True, null=True)),
                ('case_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('case_number', models.CharField(blank=True, max_length=20, verbose_name='registration number')),
                ('as_submitted', models.TextField(blank=True, editable=False)),
                ('checksum', models.CharField(blank=True, editable=False, max_length=64)),
                ('state', django_fsm.FSMField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('preparation', 'in preparation'), ('supplement', 'waiting for completion'), ('assessment', 'under assessment'), ('proposed', 'proposed for decision'), ('granted', 'granted'), ('partly_granted', 'partly granted'), ('rejected', 'rejected'), ('dismissed', 'dismissed'), ('discontinued', 'discontinued'), ('ongoing', 'ongoing'), ('reported', 'reported'), ('closed', 'closed'), ('archived', 'archived'), ('withdrawn', 'withdrawn')], db_index=True, default='draft', max_length=50, protected=True, verbose_name='state')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications_begun', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.call')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.county')),
                ('earmark', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.earmark', verbose_name='earmarked money')),
                ('municipalities', models.ManyToManyField(blank=True, related_name='applications', to='grants.municipality', verbose_name='municipalities')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='grants.organisation')),
                ('priorities', models.ManyToManyField(blank=True, related_name='applications', to='grants.priority', verbose_name='priorities')),
                ('purposes', models.ManyToManyField(blank=True, related_name='applications', to='grants.purpose', verbose_name='purposes')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications_signed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'application',
                'verbose_name_plural': 'applications',
                'ordering': ['-submitted_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ApplicationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField(default=grants.clock.now)),
                ('title', models.CharField(max_length=150, verbose_name='name of the activity')),
                ('summary', models.TextField(blank=True, verbose_name='summary')),
                ('need', models.TextField(blank=True, verbose_name='background and need')),
                ('aims', models.TextField(blank=True, verbose_name='purpose and aims')),
                ('target_group', models.TextField(blank=True, verbose_name='target group')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='expected participants, women')),
                ('men', models.PositiveIntegerField(blank=True, null=True, verbose_name='expected participants, men')),
                ('activities', models.TextField(blank=True, verbose_name='activities and timetable')),
                ('follow_up', models.TextField(blank=True, verbose_name='how results will be followed up')),
                ('period_from', models.DateField(blank=True, null=True, verbose_name='begins')),
                ('period_to', models.DateField(blank=True, null=True, verbose_name='ends')),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount sought')),
                ('own_funding', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='own money')),
                ('other_funding', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='other public money')),
                ('contact_name', models.CharField(blank=True, max_length=120, verbose_name='contact person')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('case_serial', models.PositiveIntegerField(blank=True, null=True)),
                ('case_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('case_number', models.CharField(blank=True, max_length=20, verbose_name='registration number')),
                ('as_submitted', models.TextField(blank=True, editable=False)),
                ('checksum', models.CharField(blank=True, editable=False, max_length=64)),
                ('state', django_fsm.FSMField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('preparation', 'in preparation'), ('supplement', 'waiting for completion'), ('assessment', 'under assessment'), ('proposed', 'proposed for decision'), ('granted', 'granted'), ('partly_granted', 'partly granted'), ('rejected', 'rejected'), ('dismissed', 'dismissed'), ('discontinued', 'discontinued'), ('ongoing', 'ongoing'), ('reported', 'reported'), ('closed', 'closed'), ('archived', 'archived'), ('withdrawn', 'withdrawn')], default='draft', max_length=50, protected=True, verbose_name='state')),
                ('begun_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.call')),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.county')),
                ('earmark', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.earmark', verbose_name='earmarked money')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.application')),
                ('signed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to=applications.models.parts._place_of, verbose_name='file')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='applications.application')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['application', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CaseSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='grants.county')),
            ],
            options={
                'verbose_name_plural': 'case series',
            },
        ),
        migrations.CreateModel(
            name='CheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(choices=[('may_apply', 'The applicant may apply for this fund'), ('signed', 'It is signed by somebody who may sign for the applicant'), ('purpose', 'The activity serves a purpose of the fund'), ('period', 'The period fits the call'), ('costs', 'The costs are specified and add up'), ('no_other_grant', 'No public money is already given for the same costs')], max_length=20)),
                ('holds', models.BooleanField(verbose_name='holds')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_items', to='applications.application')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['application', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CheckItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('question', models.CharField(choices=[('may_apply', 'The applicant may apply for this fund'), ('signed', 'It is signed by somebody who may sign for the applicant'), ('purpose', 'The activity serves a purpose of the fund'), ('period', 'The period fits the call'), ('costs', 'The costs are specified and add up'), ('no_other_grant', 'No public money is already given for the same costs')], max_length=20)),
                ('holds', models.BooleanField(verbose_name='holds')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.checkitem')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.TextField(verbose_name='why')),
                ('declared_at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='applications.application')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'conflict of interest',
                'verbose_name_plural': 'conflicts of interest',
            },
        ),
        migrations.CreateModel(
            name='CostLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('staff', 'staff'), ('premises', 'premises'), ('material', 'material'), ('travel', 'travel'), ('consultant', 'consultants'), ('interpreter', 'interpreters'), ('other', 'other')], max_length=12, verbose_name='category')),
                ('description', models.CharField(max_length=200, verbose_name='what it is for')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cost_lines', to='applications.application')),
            ],
            options={
                'verbose_name': 'cost line',
                'verbose_name_plural': 'cost lines',
                'ordering': ['application', 'year', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CostLineEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('category', models.CharField(choices=[('staff', 'staff'), ('premises', 'premises'), ('material', 'material'), ('travel', 'travel'), ('consultant', 'consultants'), ('interpreter', 'interpreters'), ('other', 'other')], max_length=12, verbose_name='category')),
                ('description', models.CharField(max_length=200, verbose_name='what it is for')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='applications.costline')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('org_nr', models.CharField(max_length=11, verbose_name='organisation number')),
                ('part', models.CharField(max_length=300, verbose_name='its part in the activity')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='applications.application')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ['application', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Supplement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('what', models.TextField(verbose_name='what is missing')),
                ('deadline', models.DateField(verbose_name='last day to answer')),
                ('answer', models.TextField(blank=True, verbose_name='your answer')),
                ('state', django_fsm.FSMField(choices=[('asked', 'asked for'), ('answered', 'answered'), ('accepted', 'accepted'), ('lapsed', 'not answered in time')], default='asked', max_length=50, protected=True, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supplements', to='applications.application')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'completion',
                'verbose_name_plural': 'completions',
                'ordering': ['application', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['call', 'state'], name='application_call_id_7f2f89_idx'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['organisation', '-saved_at'], name='application_organis_1b03a5_idx'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['county', '-submitted_at'], name='application_county__99323f_idx'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(fields=('county', 'case_serial', 'case_year'), name='case_number_once'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('amount__gt', 0), ('case_serial__isnull', False), ('submitted_at__isnull', False), models.Q(('checksum', ''), _negated=True)), _connector='OR'), name='submitted_is_stamped'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('other_funding__gte', 0), ('own_funding__gte', 0)), name='application_money_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('period_from', None), ('period_to', None), ('period_to__gte', models.F('period_from')), _connector='OR'), name='application_period_in_order', violation_error_message='The period must end after it begins.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='cb86513efd6889ad16ff626fdbd606dda7d983ad', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_5d2ad', table='applications_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_applicationevent" ("activities", "aims", "amount", "as_submitted", "begun_by_id", "call_id", "case_number", "case_serial", "case_year", "checksum", "contact_email", "contact_name", "contact_phone", "county_id", "earmark_id", "follow_up", "id", "men", "need", "organisation_id", "other_funding", "own_funding", "period_from", "period_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_at", "signed_by_id", "state", "submitted_at", "summary", "target_group", "title", "version", "women") VALUES (NEW."activities", NEW."aims", NEW."amount", NEW."as_submitted", NEW."begun_by_id", NEW."call_id", NEW."case_number", NEW."case_serial", NEW."case_year", NEW."checksum", NEW."contact_email", NEW."contact_name", NEW."contact_phone", NEW."county_id", NEW."earmark_id", NEW."follow_up", NEW."id", NEW."men", NEW."need", NEW."organisation_id", NEW."other_funding", NEW."own_funding", NEW."period_from", NEW."period_to", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."saved_at", NEW."signed_by_id", NEW."state", NEW."submitted_at", NEW."summary", NEW."target_group", NEW."title", NEW."version", NEW."women"); RETURN NULL;', hash='48e49ca7c4a9a9bfe1b71744a9aa4deafbb82444', operation='INSERT', pgid='pgtrigger_insert_insert_60e1b', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_applicationevent" ("activities", "aims", "amount", "as_submitted", "begun_by_id", "call_id", "case_number", "case_serial", "case_year", "checksum", "contact_email", "contact_name", "contact_phone", "county_id", "earmark_id", "follow_up", "id", "men", "need", "organisation_id", "other_funding", "own_funding", "period_from", "period_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_at", "signed_by_id", "state", "submitted_at", "summary", "target_group", "title", "version", "women") VALUES (NEW."activities", NEW."aims", NEW."amount", NEW."as_submitted", NEW."begun_by_id", NEW."call_id", NEW."case_number", NEW."case_serial", NEW."case_year", NEW."checksum", NEW."contact_email", NEW."contact_name", NEW."contact_phone", NEW."county_id", NEW."earmark_id", NEW."follow_up", NEW."id", NEW."men", NEW."need", NEW."organisation_id", NEW."other_funding", NEW."own_funding", NEW."period_from", NEW."period_to", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."saved_at", NEW."signed_by_id", NEW."state", NEW."submitted_at", NEW."summary", NEW."target_group", NEW."title", NEW."version", NEW."women"); RETURN NULL;', hash='b7a195d8d6fb47934043a7577cbde05c547dc442', operation='UPDATE', pgid='pgtrigger_update_update_f714e', table='applications_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='applicationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='630c1c333f6d410f309a87e3bbbc3af261f9a94f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4f572', table='applications_applicationevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='attachment_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('application', 'sha256'), name='attachment_once'),
        ),
        migrations.AddConstraint(
            model_name='caseseries',
            constraint=models.UniqueConstraint(fields=('county', 'year'), name='one_series_a_year'),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.UniqueConstraint(fields=('application', 'question'), name='question_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_checkitemevent" ("application_id", "at", "by_id", "holds", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."holds", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."question"); RETURN NULL;', hash='4ebc4a2b688597d74a38c6594905df28e82427ba', operation='INSERT', pgid='pgtrigger_insert_insert_9d68b', table='applications_checkitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_checkitemevent" ("application_id", "at", "by_id", "holds", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."holds", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."question"); RETURN NULL;', hash='ab2a1467e1f8b55adbe817464d97faf1680c6c27', operation='UPDATE', pgid='pgtrigger_update_update_37f5d', table='applications_checkitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='checkitemevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='334447228f6919255b7b6bfa6d1d75bb7ccd5ff4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f43d5', table='applications_checkitemevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('application', 'user'), name='conflict_once'),
        ),
        migrations.AddConstraint(
            model_name='costline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='cost_line_positive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costline',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "applications_costlineevent" ("amount", "application_id", "category", "description", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (NEW."amount", NEW."application_id", NEW."category", NEW."description", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."year"); RETURN NULL;', hash='c48e707c86ef7d6a3d45c7fc2e1aad09323073f1', operation='INSERT', pgid='pgtrigger_insert_insert_6e547', table='applications_costline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costline',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "applications_costlineevent" ("amount", "application_id", "category", "description", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (NEW."amount", NEW."application_id", NEW."category", NEW."description", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."year"); RETURN NULL;', hash='fc95fbfeab0d06627a5bde7f8988092ec1e502c6', operation='UPDATE', pgid='pgtrigger_update_update_48da3', table='applications_costline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='costlineevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fbb7ffe9a8b49fdaa2e72479b05c3d5e99088afd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6be14', table='applications_costlineevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.UniqueConstraint(fields=('application', 'org_nr'), name='partner_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supplement',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='f94132da0526f855a0e43a2f0f3d59dbe2292966', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_99f5f', table='applications_supplement', when='BEFORE')),
        ),
    ]
