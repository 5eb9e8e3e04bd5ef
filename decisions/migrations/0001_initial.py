import decisions.models.opinion
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
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
                ('total', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='score, %')),
                ('place', models.PositiveIntegerField(default=0)),
                ('jotted', models.JSONField(blank=True, default=dict)),
                ('put_off_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_of', models.DateField(blank=True, null=True)),
                ('handed_in_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('assigned', 'assigned'), ('accepted', 'begun'), ('scored', 'handed in'), ('locked', 'locked'), ('recused', 'recused'), ('withdrawn', 'withdrawn')], db_index=True, default='assigned', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='applications.application')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to=settings.AUTH_USER_MODEL)),
                ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'assessment',
                'verbose_name_plural': 'assessments',
                'ordering': ['application_id', 'pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['assessor', 'state', 'due', 'place'], name='decisions_a_assesso_99d031_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('application', 'assessor'), name='assessor_once')],
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
                ('total', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='score, %')),
                ('place', models.PositiveIntegerField(default=0)),
                ('handed_in_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('assigned', 'assigned'), ('accepted', 'begun'), ('scored', 'handed in'), ('locked', 'locked'), ('recused', 'recused'), ('withdrawn', 'withdrawn')], default='assigned', max_length=50, verbose_name='state')),
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
            name='AssignmentProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('due', models.DateField(verbose_name='last day to hand in')),
                ('asked', models.JSONField(default=dict)),
                ('pairs', models.JSONField(blank=True, default=dict)),
                ('told', models.JSONField(blank=True, default=dict)),
                ('fault', models.TextField(blank=True)),
                ('computed_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('assigned', models.PositiveIntegerField(default=0)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignment_proposals', to='grants.call')),
            ],
            options={
                'verbose_name': 'proposed assignment',
                'verbose_name_plural': 'proposed assignments',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CommonCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chosen_at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='common_case', to='applications.application')),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['application_id'],
            },
        ),
        migrations.CreateModel(
            name='CommonCaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('chosen_at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('chosen_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='decisions.commoncase')),
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
                ('state', models.CharField(choices=[('draft', 'draft'), ('proposed', 'proposed'), ('signed', 'signed'), ('released', 'sent out'), ('dropped', 'dropped')], db_index=True, default='draft', max_length=50, verbose_name='state')),
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
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'dropped'), _negated=True), fields=('application',), name='one_decision_per_application'), models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('outcome__in', ['granted', 'partly_granted'])), models.Q(models.Q(('outcome__in', ['granted', 'partly_granted']), _negated=True), ('amount', 0)), _connector='OR'), name='decision_amount_fits_outcome', violation_error_message='Only a grant has an amount, and it must have one.'), models.CheckConstraint(condition=models.Q(('decider', None), models.Q(('decider', models.F('presenter')), _negated=True), _connector='OR'), name='decision_by_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['signed', 'released']), _negated=True), models.Q(('decider__isnull', False), ('signed_at__isnull', False)), _connector='OR'), name='signed_decision_has_a_decider')],
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
                ('state', models.CharField(choices=[('draft', 'draft'), ('proposed', 'proposed'), ('signed', 'signed'), ('released', 'sent out'), ('dropped', 'dropped')], default='draft', max_length=50, verbose_name='state')),
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
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('cleared', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('answered', 'answered')], db_index=True, default='asked', max_length=50, verbose_name='state')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='grants.call')),
            ],
            options={
                'verbose_name': 'declaration of conflicts of interest',
                'verbose_name_plural': 'declarations of conflicts of interest',
                'ordering': ['call_id', 'pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('call', 'assessor'), name='declaration_once')],
            },
        ),
        migrations.CreateModel(
            name='MaskedWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, verbose_name='more words to mask')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='masked_words', to='applications.application')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['application_id'],
            },
        ),
        migrations.CreateModel(
            name='MaskedWordsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words', models.TextField(blank=True, verbose_name='more words to mask')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='decisions.maskedwords')),
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
                ('addressee', models.CharField(blank=True, max_length=150, verbose_name='authority or person')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(choices=[('sv', 'Svenska'), ('en', 'English')], default='sv', max_length=2)),
                ('nonce', models.CharField(default=decisions.models.opinion._nonce, editable=False, max_length=32)),
                ('question', models.TextField(blank=True, verbose_name='what we ask about')),
                ('shows', models.CharField(choices=[('whole', 'the application as it was submitted, with its files'), ('text', 'the application as it was submitted, without its files'), ('blind', 'what is to be done, but not who applies: no names, partners or files')], default='whole', max_length=5, verbose_name='what may be read')),
                ('deadline', models.DateField(verbose_name='last day to answer')),
                ('reminded', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('stand', models.CharField(blank=True, choices=[('supports', 'supports the application'), ('partly', 'supports it in part'), ('against', 'does not support it'), ('none', 'takes no stand')], max_length=10, verbose_name='opinion')),
                ('text', models.TextField(blank=True, verbose_name='reasons')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('position', models.CharField(blank=True, max_length=120, verbose_name='position')),
                ('given_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('given', 'given'), ('lapsed', 'not given in time'), ('withdrawn', 'withdrawn')], db_index=True, default='asked', max_length=50, verbose_name='state')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='applications.application')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grants.county')),
                ('board', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='grants.county', verbose_name='county administrative board')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'opinion',
                'verbose_name_plural': 'opinions',
                'ordering': ['application_id', 'pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('board__isnull', False), ('state', 'asked')), fields=('application', 'board'), name='board_is_asked_once_at_a_time'), models.UniqueConstraint(condition=models.Q(('state', 'asked'), models.Q(('email', ''), _negated=True)), fields=('application', 'email'), name='address_is_asked_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('addressee', ''), ('board__isnull', False), ('email', '')), models.Q(('board', None), models.Q(('email', ''), _negated=True), models.Q(('addressee', ''), _negated=True)), _connector='OR'), name='opinion_of_a_board_or_by_link'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), _negated=True), models.Q(models.Q(('stand', ''), _negated=True), models.Q(('text', ''), _negated=True)), _connector='OR'), name='given_opinion_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Recommended',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount recommended')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('change', models.PositiveIntegerField(default=0)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='recommended', to='applications.application')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'recommended amount',
                'verbose_name_plural': 'recommended amounts',
                'ordering': ['application_id'],
            },
        ),
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('terms', models.JSONField(default=dict)),
                ('answer', models.JSONField(blank=True, default=dict)),
                ('status', models.CharField(choices=[('waiting', 'waits to be computed'), ('running', 'is being computed'), ('done', 'computed'), ('failed', 'could not be computed')], default='waiting', max_length=8)),
                ('created_at', models.DateTimeField(default=grants.clock.now)),
                ('computed_at', models.DateTimeField(blank=True, null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scenarios', to='grants.call')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'scenario',
                'verbose_name_plural': 'scenarios',
                'ordering': ['call_id', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('call', 'name'), name='scenario_name_once_per_call', violation_error_message='There is already a scenario with that name.')],
            },
        ),
        migrations.CreateModel(
            name='RecommendedEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='amount recommended')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('change', models.PositiveIntegerField(default=0)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='applications.application')),
                ('by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='decisions.recommended')),
                ('scenario', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='decisions.scenario')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='recommended',
            name='scenario',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='decisions.scenario'),
        ),
        migrations.CreateModel(
            name='ScenarioEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('terms', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('waiting', 'waits to be computed'), ('running', 'is being computed'), ('done', 'computed'), ('failed', 'could not be computed')], default='waiting', max_length=8)),
                ('created_at', models.DateTimeField(default=grants.clock.now)),
                ('computed_at', models.DateTimeField(blank=True, null=True)),
                ('call', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.call')),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='decisions.scenario')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='points')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='decisions.assessment')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='grants.criterion')),
            ],
            options={
                'ordering': ['assessment', 'criterion'],
                'constraints': [models.UniqueConstraint(fields=('assessment', 'criterion'), name='score_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='score_has_a_reason')],
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
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('assessment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='decisions.assessment')),
                ('criterion', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.criterion')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='decisions.score')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ShortcutsOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='shortcuts_off', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='ec0c5d0300a09e0c9585faed88673b120ef2d4c1', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_93738', table='decisions_assessment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_assessmentevent" ("application_id", "assessor_id", "assigned_at", "assigned_by_id", "comment", "due", "handed_in_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "recommendation", "state", "total") VALUES (NEW."application_id", NEW."assessor_id", NEW."assigned_at", NEW."assigned_by_id", NEW."comment", NEW."due", NEW."handed_in_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."recommendation", NEW."state", NEW."total"); RETURN NULL;', hash='c71c975bc05ba60ca6ad11a10c4ed307c9566a4e', operation='INSERT', pgid='pgtrigger_insert_insert_61e50', table='decisions_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."assessor_id" IS DISTINCT FROM (NEW."assessor_id") OR OLD."assigned_at" IS DISTINCT FROM (NEW."assigned_at") OR OLD."assigned_by_id" IS DISTINCT FROM (NEW."assigned_by_id") OR OLD."comment" IS DISTINCT FROM (NEW."comment") OR OLD."due" IS DISTINCT FROM (NEW."due") OR OLD."handed_in_at" IS DISTINCT FROM (NEW."handed_in_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."recommendation" IS DISTINCT FROM (NEW."recommendation") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."total" IS DISTINCT FROM (NEW."total"))', func='INSERT INTO "decisions_assessmentevent" ("application_id", "assessor_id", "assigned_at", "assigned_by_id", "comment", "due", "handed_in_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "recommendation", "state", "total") VALUES (NEW."application_id", NEW."assessor_id", NEW."assigned_at", NEW."assigned_by_id", NEW."comment", NEW."due", NEW."handed_in_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."recommendation", NEW."state", NEW."total"); RETURN NULL;', hash='9b58cd5d22ee1a5246cdd8351d045b0ab8ee0c43', operation='UPDATE', pgid='pgtrigger_update_update_d12f4', table='decisions_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='107f7ef65f8233b2dd0291e4384ee69b5b9a8c10', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_70fc6', table='decisions_assessmentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commoncase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_commoncaseevent" ("application_id", "chosen_at", "chosen_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."application_id", NEW."chosen_at", NEW."chosen_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='390a8a3642b3841f9b37a0e36cfc4f051eecfddb', operation='INSERT', pgid='pgtrigger_insert_insert_59397', table='decisions_commoncase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commoncase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "decisions_commoncaseevent" ("application_id", "chosen_at", "chosen_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."application_id", NEW."chosen_at", NEW."chosen_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='bda78f58e3a104a861eeebcb8aa013277aab73e1', operation='UPDATE', pgid='pgtrigger_update_update_29b6b', table='decisions_commoncase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commoncaseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cea9652f4aaf5b4b0a60c3e3e3f34b0cc7081d22', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_479a3', table='decisions_commoncaseevent', when='BEFORE')),
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
        pgtrigger.migrations.AddTrigger(
            model_name='declaration',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='dea917a776d9d940b499e2299553a85c821d41b3', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_e53a5', table='decisions_declaration', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='maskedwords',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_maskedwordsevent" ("application_id", "at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."words"); RETURN NULL;', hash='6094a55ca7f2c646f4c5b6b0da250055a531b0b4', operation='INSERT', pgid='pgtrigger_insert_insert_135b3', table='decisions_maskedwords', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='maskedwords',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "decisions_maskedwordsevent" ("application_id", "at", "by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "words") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."words"); RETURN NULL;', hash='26f171c42bf647cf787a7729d748b17a47a44d2a', operation='UPDATE', pgid='pgtrigger_update_update_17728', table='decisions_maskedwords', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='maskedwordsevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='189ab04fa79993062fd4b8f19b2cdf97ae792c09', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_72ce1', table='decisions_maskedwordsevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='opinion',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='e74ca75f31b491ba778df5062177da0ac4761220', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_21ced', table='decisions_opinion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scenario',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_scenarioevent" ("call_id", "computed_at", "created_at", "created_by_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "terms") VALUES (NEW."call_id", NEW."computed_at", NEW."created_at", NEW."created_by_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status", NEW."terms"); RETURN NULL;', hash='502b7a56c25a510a885e03eb10d59d7bdfb28022', operation='INSERT', pgid='pgtrigger_insert_insert_b1310', table='decisions_scenario', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scenario',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."call_id" IS DISTINCT FROM (NEW."call_id") OR OLD."computed_at" IS DISTINCT FROM (NEW."computed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."terms" IS DISTINCT FROM (NEW."terms"))', func='INSERT INTO "decisions_scenarioevent" ("call_id", "computed_at", "created_at", "created_by_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "terms") VALUES (NEW."call_id", NEW."computed_at", NEW."created_at", NEW."created_by_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status", NEW."terms"); RETURN NULL;', hash='adca21590c6090d0a4af0bfc44b32d4495e97948', operation='UPDATE', pgid='pgtrigger_update_update_2edaf', table='decisions_scenario', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommendedevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7d4a70780961f60e4361fffc625407be460531ec', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c96eb', table='decisions_recommendedevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='recommended',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='recommended_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommended',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_recommendedevent" ("amount", "application_id", "at", "by_id", "change", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scenario_id") VALUES (NEW."amount", NEW."application_id", NEW."at", NEW."by_id", NEW."change", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."scenario_id"); RETURN NULL;', hash='f6832fd72a4c839c98acd74676dc13624d171b84', operation='INSERT', pgid='pgtrigger_insert_insert_cd446', table='decisions_recommended', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recommended',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "decisions_recommendedevent" ("amount", "application_id", "at", "by_id", "change", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scenario_id") VALUES (NEW."amount", NEW."application_id", NEW."at", NEW."by_id", NEW."change", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scenario_id"); RETURN NULL;', hash='01c88aeab68114e4185590d91d973742869dec24', operation='UPDATE', pgid='pgtrigger_update_update_ac863', table='decisions_recommended', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scenarioevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fc0af53efd1310807d7ba2a1215f2c93411e6f42', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cdf4a', table='decisions_scenarioevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "decisions_scoreevent" ("assessment_id", "at", "criterion_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "value") VALUES (NEW."assessment_id", NEW."at", NEW."criterion_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."value"); RETURN NULL;', hash='adb5a364760a548cf6bb1bb42d31bd82a3cdfbff', operation='INSERT', pgid='pgtrigger_insert_insert_df9c8', table='decisions_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "decisions_scoreevent" ("assessment_id", "at", "criterion_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "value") VALUES (NEW."assessment_id", NEW."at", NEW."criterion_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."value"); RETURN NULL;', hash='1fa673ee36606bff59bc1e0de13541cf122cc147', operation='UPDATE', pgid='pgtrigger_update_update_1d921', table='decisions_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scoreevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e7b3edd7c37d2f74433f93cf607ec88bc7d891f9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c3928', table='decisions_scoreevent', when='BEFORE')),
        ),
    ]
