import django.core.validators
import django.db.models.deletion
import followup.models.report
import grants.clock
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('applications', '0001_initial'),
        ('decisions', '0001_initial'),
        ('grants', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='instalment')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount')),
                ('due', models.DateField(verbose_name='pay on')),
                ('account_kind', models.CharField(choices=[('bankgiro', 'Bankgiro'), ('plusgiro', 'Plusgiro')], max_length=8, verbose_name='kind of account')),
                ('account_number', models.CharField(max_length=12, verbose_name='account number')),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('planned', 'planned'), ('attested', 'approved by one'), ('cleared', 'approved by two'), ('sent', 'sent to the bank'), ('paid', 'paid'), ('bounced', 'bounced'), ('stopped', 'stopped')], db_index=True, default='planned', max_length=50, verbose_name='state')),
                ('attested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cleared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='decisions.decision')),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
                'ordering': ['due', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaymentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=35, unique=True)),
                ('made_at', models.DateTimeField(default=grants.clock.now)),
                ('xml', models.TextField(editable=False)),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('state', models.CharField(choices=[('made', 'made'), ('confirmed', 'confirmed by the bank')], default='made', max_length=50, verbose_name='state')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_files', to='grants.county')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'payment file',
                'verbose_name_plural': 'payment files',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaymentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField(verbose_name='instalment')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount')),
                ('due', models.DateField(verbose_name='pay on')),
                ('account_kind', models.CharField(choices=[('bankgiro', 'Bankgiro'), ('plusgiro', 'Plusgiro')], max_length=8, verbose_name='kind of account')),
                ('account_number', models.CharField(max_length=12, verbose_name='account number')),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('planned', 'planned'), ('attested', 'approved by one'), ('cleared', 'approved by two'), ('sent', 'sent to the bank'), ('paid', 'paid'), ('bounced', 'bounced'), ('stopped', 'stopped')], default='planned', max_length=50, verbose_name='state')),
                ('attested_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('cleared_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='decisions.decision')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='followup.payment')),
                ('file', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='followup.paymentfile')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='payment',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='followup.paymentfile'),
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateField(verbose_name='due')),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField(default=grants.clock.now)),
                ('done', models.TextField(blank=True, verbose_name='what was done')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='participants, women')),
                ('men', models.PositiveIntegerField(blank=True, null=True, verbose_name='participants, men')),
                ('results', models.TextField(blank=True, verbose_name='results, and how they serve the purpose')),
                ('learned', models.TextField(blank=True, verbose_name='what was learned')),
                ('did_not_work', models.TextField(blank=True, verbose_name='what did not work')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('answers', models.JSONField(blank=True, default=dict, editable=False)),
                ('unused', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='unused money')),
                ('state', models.CharField(choices=[('expected', 'expected'), ('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned for completion'), ('approved', 'approved')], db_index=True, default='expected', max_length=50, verbose_name='state')),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='applications.application')),
                ('questionnaire', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='grants.questionnaire')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['due', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('unused', None), ('unused__gte', 0), _connector='OR'), name='unused_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='ReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('due', models.DateField(verbose_name='due')),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField(default=grants.clock.now)),
                ('done', models.TextField(blank=True, verbose_name='what was done')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='participants, women')),
                ('men', models.PositiveIntegerField(blank=True, null=True, verbose_name='participants, men')),
                ('results', models.TextField(blank=True, verbose_name='results, and how they serve the purpose')),
                ('learned', models.TextField(blank=True, verbose_name='what was learned')),
                ('did_not_work', models.TextField(blank=True, verbose_name='what did not work')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('answers', models.JSONField(blank=True, default=dict, editable=False)),
                ('unused', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='unused money')),
                ('state', models.CharField(choices=[('expected', 'expected'), ('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned for completion'), ('approved', 'approved')], default='expected', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='followup.report')),
                ('questionnaire', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.questionnaire')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=40)),
                ('file', models.FileField(upload_to=followup.models.report._place_of, verbose_name='file')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(default=grants.clock.now)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='followup.report')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'file of a report',
                'verbose_name_plural': 'files of reports',
                'ordering': ['report', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('report', 'question', 'sha256'), name='report_file_once')],
            },
        ),
        migrations.CreateModel(
            name='SpentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spent', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='used of the grant')),
                ('cost_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spent_lines', to='applications.costline')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='followup.report')),
            ],
            options={
                'ordering': ['report', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('report', 'cost_line'), name='spent_line_once'), models.CheckConstraint(condition=models.Q(('spent__gte', 0)), name='spent_not_negative')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentfile',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='ae1c86ac709943a3e0ae23198cb6318e7403ae66', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_f8bf5', table='followup_paymentfile', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='33351bbf951221abba6fc788855eebaa6d73e1fa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f36f7', table='followup_paymentevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('decision', 'number'), name='instalment_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_positive'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('cleared_by', None), models.Q(('cleared_by', models.F('attested_by')), _negated=True), _connector='OR'), name='payment_by_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['cleared', 'sent', 'paid']), _negated=True), models.Q(('attested_by__isnull', False), ('cleared_by__isnull', False)), _connector='OR'), name='payment_leaves_attested_by_two'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', False), ('state__in', ['sent', 'paid'])), models.Q(models.Q(('state__in', ['sent', 'paid']), _negated=True), ('file', None)), _connector='OR'), name='payment_leaves_in_a_file'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='db409010b0714273b6abbbcb5dab798f32ddae02', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_44530', table='followup_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='never_more_than_granted', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE grant_amount NUMERIC; planned NUMERIC;', func="\n                    SELECT amount INTO grant_amount FROM decisions_decision\n                        WHERE id = NEW.decision_id FOR UPDATE;\n                    SELECT coalesce(sum(amount), 0) INTO planned FROM followup_payment\n                        WHERE decision_id = NEW.decision_id AND id <> coalesce(NEW.id, 0);\n                    IF planned + NEW.amount > grant_amount THEN\n                        RAISE EXCEPTION 'payments exceed the grant'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='d51b64d46b3b634ce5af4c78f78fa080c94a4a90', operation='INSERT OR UPDATE OF "amount", "decision_id"', pgid='pgtrigger_never_more_than_granted_03e35', table='followup_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followup_paymentevent" ("account_kind", "account_number", "amount", "attested_by_id", "cleared_by_id", "decision_id", "due", "file_id", "id", "number", "paid_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."account_kind", NEW."account_number", NEW."amount", NEW."attested_by_id", NEW."cleared_by_id", NEW."decision_id", NEW."due", NEW."file_id", NEW."id", NEW."number", NEW."paid_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state"); RETURN NULL;', hash='a50b39c44d0ac57968448e712372844cc422364c', operation='INSERT', pgid='pgtrigger_insert_insert_e0b4d', table='followup_payment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "followup_paymentevent" ("account_kind", "account_number", "amount", "attested_by_id", "cleared_by_id", "decision_id", "due", "file_id", "id", "number", "paid_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."account_kind", NEW."account_number", NEW."amount", NEW."attested_by_id", NEW."cleared_by_id", NEW."decision_id", NEW."due", NEW."file_id", NEW."id", NEW."number", NEW."paid_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;', hash='0192ed98b8b61c44b837d92d1897f205fe9fdb6b', operation='UPDATE', pgid='pgtrigger_update_update_68bd6', table='followup_payment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='ceb615746318abc1060945eed290cda0021f5edf', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_8338f', table='followup_report', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followup_reportevent" ("answers", "application_id", "approved_at", "did_not_work", "done", "due", "id", "learned", "men", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questionnaire_id", "results", "saved_at", "state", "submitted_at", "unused", "version", "women") VALUES (NEW."answers", NEW."application_id", NEW."approved_at", NEW."did_not_work", NEW."done", NEW."due", NEW."id", NEW."learned", NEW."men", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."questionnaire_id", NEW."results", NEW."saved_at", NEW."state", NEW."submitted_at", NEW."unused", NEW."version", NEW."women"); RETURN NULL;', hash='4112871d5e26d7de7ef271aea61374b2dd0df193', operation='INSERT', pgid='pgtrigger_insert_insert_6eaab', table='followup_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "followup_reportevent" ("answers", "application_id", "approved_at", "did_not_work", "done", "due", "id", "learned", "men", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "questionnaire_id", "results", "saved_at", "state", "submitted_at", "unused", "version", "women") VALUES (NEW."answers", NEW."application_id", NEW."approved_at", NEW."did_not_work", NEW."done", NEW."due", NEW."id", NEW."learned", NEW."men", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."questionnaire_id", NEW."results", NEW."saved_at", NEW."state", NEW."submitted_at", NEW."unused", NEW."version", NEW."women"); RETURN NULL;', hash='d6bb7bc6ba2fb9d4e44a992d820d0162a603d6fd', operation='UPDATE', pgid='pgtrigger_update_update_54ee6', table='followup_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6ac98b58df1dfa3a8e08d6f114e2e3957360e846', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_207d3', table='followup_reportevent', when='BEFORE')),
        ),
    ]
