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
        ('applications', '0001_initial'),
        ('grants', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assigned_at', models.DateTimeField(default=grants.clock.now)),
                ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                ('recommendation', models.CharField(blank=True, choices=[('grant', 'grant'), ('partly', 'grant in part'), ('reject', 'reject')], max_length=10, verbose_name='recommendation')),
                ('comment', models.TextField(blank=True, verbose_name='overall assessment')),
                ('state', django_fsm.FSMField(choices=[('assigned', 'assigned'), ('accepted', 'begun'), ('scored', 'handed in'), ('locked', 'locked'), ('recused', 'recused')], db_index=True, default='assigned', max_length=50, protected=True, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='applications.application')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to=settings.AUTH_USER_MODEL)),
                ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'assessment',
                'verbose_name_plural': 'assessments',
                'ordering': ['application_id', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AssessmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('assigned_at', models.DateTimeField(default=grants.clock.now)),
                ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                ('recommendation', models.CharField(blank=True, choices=[('grant', 'grant'), ('partly', 'grant in part'), ('reject', 'reject')], max_length=10, verbose_name='recommendation')),
                ('comment', models.TextField(blank=True, verbose_name='overall assessment')),
                ('state', django_fsm.FSMField(choices=[('assigned', 'assigned'), ('accepted', 'begun'), ('scored', 'handed in'), ('locked', 'locked'), ('recused', 'recused')], default='assigned', max_length=50, protected=True, verbose_name='state')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('assessor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('assigned_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='decisions.assessment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('granted', 'granted'), ('partly_granted', 'partly granted'), ('rejected', 'rejected'), ('dismissed', 'dismissed'), ('discontinued', 'discontinued')], max_length=15, verbose_name='outcome')),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount granted')),
                ('reasons', models.TextField(verbose_name='reasons')),
                ('conditions', models.TextField(blank=True, verbose_name='conditions')),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('state', django_fsm.FSMField(choices=[('draft', 'draft'), ('proposed', 'proposed'), ('signed', 'signed'), ('released', 'sent out'), ('dropped', 'dropped')], db_index=True, default='draft', max_length=50, protected=True, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='applications.application')),
                ('decider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('earmark', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='grants.earmark', verbose_name='out of earmarked money')),
                ('presenter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DecisionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('outcome', models.CharField(choices=[('granted', 'granted'), ('partly_granted', 'partly granted'), ('rejected', 'rejected'), ('dismissed', 'dismissed'), ('discontinued', 'discontinued')], max_length=15, verbose_name='outcome')),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount granted')),
                ('reasons', models.TextField(verbose_name='reasons')),
                ('conditions', models.TextField(blank=True, verbose_name='conditions')),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('state', django_fsm.FSMField(choices=[('draft', 'draft'), ('proposed', 'proposed'), ('signed', 'signed'), ('released', 'sent out'), ('dropped', 'dropped')], default='draft', max_length=50, protected=True, verbose_name='state')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('decider', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('earmark', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.earmark', verbose_name='out of earmarked money')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='decisions.decision')),
                ('presenter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('deadline', models.DateField(verbose_name='last day to answer')),
                ('stand', models.CharField(blank=True, choices=[('supports', 'supports the application'), ('partly', 'supports it in part'), ('against', 'does not support it')], max_length=10, verbose_name='opinion')),
                ('text', models.TextField(blank=True, verbose_name='reasons')),
                ('state', django_fsm.FSMField(choices=[('asked', 'asked for'), ('given', 'given'), ('lapsed', 'not given in time')], default='asked', max_length=50, protected=True, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='applications.application')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'opinion',
                'verbose_name_plural': 'opinions',
                'ordering': ['application_id', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='points')),
                ('reason', models.TextField(verbose_name='reason')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='decisions.assessment')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='grants.criterion')),
            ],
            options={
                'ordering': ['assessment', 'criterion'],
            },
        ),
        migrations.CreateModel(
            name='ScoreEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('value', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='points')),
                ('reason', models.TextField(verbose_name='reason')),
                ('assessment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='decisions.assessment')),
                ('criterion', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.criterion')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='decisions.score')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(fields=('application', 'assessor'), name='assessor_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='ec0c5d0300a09e0c9585faed88673b120ef2d4c1', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_93738', table='decisions_assessment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_assessmentevent" ("application_id", "assessor_id", "assigned_at", "assigned_by_id", "comment", "due", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation", "state") VALUES (NEW."application_id", NEW."assessor_id", NEW."assigned_at", NEW."assigned_by_id", NEW."comment", NEW."due", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recommendation", NEW."state"); RETURN NULL;', hash='410a86ad2234b1347741727842fa593bd7ee8fb2', operation='INSERT', pgid='pgtrigger_insert_insert_61e50', table='decisions_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "decisions_assessmentevent" ("application_id", "assessor_id", "assigned_at", "assigned_by_id", "comment", "due", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation", "state") VALUES (NEW."application_id", NEW."assessor_id", NEW."assigned_at", NEW."assigned_by_id", NEW."comment", NEW."due", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recommendation", NEW."state"); RETURN NULL;', hash='2688e08e9b62b4114505dc26fa1cf8cf276ccbbc', operation='UPDATE', pgid='pgtrigger_update_update_d12f4', table='decisions_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='107f7ef65f8233b2dd0291e4384ee69b5b9a8c10', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_70fc6', table='decisions_assessmentevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'dropped'), _negated=True), fields=('application',), name='one_decision_per_application'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('outcome__in', ['granted', 'partly_granted'])), models.Q(models.Q(('outcome__in', ['granted', 'partly_granted']), _negated=True), ('amount', 0)), _connector='OR'), name='decision_amount_fits_outcome', violation_error_message='Only a grant has an amount, and it must have one.'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('decider', None), models.Q(('decider', models.F('presenter')), _negated=True), _connector='OR'), name='decision_by_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['signed', 'released']), _negated=True), models.Q(('decider__isnull', False), ('signed_at__isnull', False)), _connector='OR'), name='signed_decision_has_a_decider'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='29efa07e0b2018dcc8c8bf80442ad7934a2f87dd', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_d4e90', table='decisions_decision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_decisionevent" ("amount", "application_id", "conditions", "decider_id", "earmark_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "presenter_id", "reasons", "released_at", "signed_at", "state") VALUES (NEW."amount", NEW."application_id", NEW."conditions", NEW."decider_id", NEW."earmark_id", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."presenter_id", NEW."reasons", NEW."released_at", NEW."signed_at", NEW."state"); RETURN NULL;', hash='831c349a8f330ba47cc137640a7da75c9c680e1f', operation='INSERT', pgid='pgtrigger_insert_insert_c5437', table='decisions_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "decisions_decisionevent" ("amount", "application_id", "conditions", "decider_id", "earmark_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "presenter_id", "reasons", "released_at", "signed_at", "state") VALUES (NEW."amount", NEW."application_id", NEW."conditions", NEW."decider_id", NEW."earmark_id", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."presenter_id", NEW."reasons", NEW."released_at", NEW."signed_at", NEW."state"); RETURN NULL;', hash='19d3d83f1b9574afe7bb6ef055dc38629b9a6a7b', operation='UPDATE', pgid='pgtrigger_update_update_b017a', table='decisions_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decisionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6f89f379de60120ce95130c3b84693af23c581df', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_da64a', table='decisions_decisionevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.UniqueConstraint(fields=('application',), name='one_opinion_per_application'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='opinion',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='e74ca75f31b491ba778df5062177da0ac4761220', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_21ced', table='decisions_opinion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('assessment', 'criterion'), name='score_once'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='score_has_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_scoreevent" ("assessment_id", "criterion_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "value") VALUES (NEW."assessment_id", NEW."criterion_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."value"); RETURN NULL;', hash='f580cd5a101fcd4b987cf12462aed67402f54490', operation='INSERT', pgid='pgtrigger_insert_insert_df9c8', table='decisions_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "decisions_scoreevent" ("assessment_id", "criterion_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "value") VALUES (NEW."assessment_id", NEW."criterion_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."value"); RETURN NULL;', hash='851e2337a3dff0fbeb0f3072793306615831982d', operation='UPDATE', pgid='pgtrigger_update_update_1d921', table='decisions_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scoreevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e7b3edd7c37d2f74433f93cf607ec88bc7d891f9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c3928', table='decisions_scoreevent', when='BEFORE')),
        ),
    ]
