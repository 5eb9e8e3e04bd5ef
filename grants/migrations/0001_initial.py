import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import grants.clock
import grants.models.joining
import grants.models.organisations
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        django.contrib.postgres.operations.TrigramExtension(
        ),
        migrations.CreateModel(
            name='ApplicantType',
            fields=[
                ('key', models.CharField(max_length=30, primary_key=True, serialize=False)),
                ('name_sv', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=60)),
                ('org_nr_prefix', models.CharField(blank=True, max_length=2)),
                ('note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['name_sv'],
            },
        ),
        migrations.CreateModel(
            name='ChildRight',
            fields=[
                ('article', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('label_sv', models.CharField(max_length=100)),
                ('label_en', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'ordering': ['article'],
            },
        ),
        migrations.CreateModel(
            name='County',
            fields=[
                ('code', models.CharField(max_length=2, primary_key=True, serialize=False)),
                ('name_sv', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=60)),
                ('letter', models.CharField(max_length=2)),
                ('iso', models.CharField(max_length=6)),
                ('board_name_sv', models.CharField(max_length=100)),
                ('board_name_en', models.CharField(max_length=100)),
                ('board_org_nr', models.CharField(max_length=11)),
                ('website', models.URLField()),
                ('email', models.EmailField(max_length=254)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Earmark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('name_sv', models.CharField(max_length=120, verbose_name='purpose, Swedish')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='purpose, English')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('reserved', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('granted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
            ],
            options={
                'ordering': ['frame', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Fund',
            fields=[
                ('key', models.SlugField(max_length=10, primary_key=True, serialize=False)),
                ('name_sv', models.CharField(max_length=150)),
                ('name_en', models.CharField(max_length=150)),
                ('short_sv', models.CharField(max_length=30)),
                ('short_en', models.CharField(max_length=30)),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('name_sv', models.CharField(max_length=100)),
                ('name_en', models.CharField(max_length=100)),
                ('uri', models.URLField()),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='HumanRightsTheme',
            fields=[
                ('key', models.SlugField(max_length=30, primary_key=True, serialize=False)),
                ('order', models.PositiveSmallIntegerField()),
                ('name_sv', models.CharField(max_length=100)),
                ('name_en', models.CharField(max_length=100)),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='LegalForm',
            fields=[
                ('code', models.CharField(max_length=2, primary_key=True, serialize=False)),
                ('name_sv', models.CharField(max_length=100)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('language', models.CharField(choices=[('sv', 'Svenska'), ('en', 'English')], default='sv', max_length=2, verbose_name='language')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('national', models.BooleanField(default=False, verbose_name='open to applicants from the whole country')),
                ('title_sv', models.CharField(max_length=150, verbose_name='title, Swedish')),
                ('title_en', models.CharField(blank=True, max_length=150, verbose_name='title, English')),
                ('about_sv', models.TextField(verbose_name='about the call, Swedish')),
                ('about_en', models.TextField(blank=True, verbose_name='about the call, English')),
                ('opens_at', models.DateTimeField(verbose_name='opens')),
                ('closes_at', models.DateTimeField(verbose_name='closes')),
                ('max_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('1'))], verbose_name='highest amount for one application')),
                ('period_from', models.DateField(verbose_name='the activity begins no earlier than')),
                ('period_to', models.DateField(verbose_name='the activity ends no later than')),
                ('report_due', models.DateField(verbose_name='the final report is due on')),
                ('signatures_needed', models.PositiveSmallIntegerField(choices=[(1, 'one'), (2, 'two')], default=1, verbose_name='signatures of authorised signatories')),
                ('scored', models.BooleanField(default=True, verbose_name='applications are scored')),
                ('blind', models.BooleanField(default=False, verbose_name='assessors do not see who applies until they have handed in')),
                ('readers', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='assessors of each application')),
                ('pressure', models.CharField(choices=[('closed', 'when the call has closed'), ('rounded', 'when the call has closed, in rounded figures'), ('open', 'in rounded figures while it is open, exact when it has closed')], default='closed', max_length=7, verbose_name='the public sees the over-subscription ratio')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('decided', 'decided'), ('finished', 'finished'), ('cancelled', 'cancelled')], db_index=True, default='draft', max_length=50, verbose_name='state')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='grants.county', verbose_name='county')),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
                'ordering': ['-closes_at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_sv', models.CharField(max_length=120, verbose_name='criterion, Swedish')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='criterion, English')),
                ('guidance_sv', models.TextField(blank=True, verbose_name='guidance, Swedish')),
                ('guidance_en', models.TextField(blank=True, verbose_name='guidance, English')),
                ('paragraph', models.CharField(blank=True, max_length=80, verbose_name='paragraph')),
                ('scale', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1)], verbose_name='highest score')),
                ('weight', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='weight')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='grants.call')),
            ],
            options={
                'verbose_name': 'assessment criterion',
                'verbose_name_plural': 'assessment criteria',
                'ordering': ['call', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.PositiveSmallIntegerField(verbose_name='step')),
                ('words_sv', models.CharField(max_length=300, verbose_name='what the step means, Swedish')),
                ('words_en', models.CharField(blank=True, max_length=300, verbose_name='what the step means, English')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='anchors', to='grants.criterion')),
            ],
            options={
                'verbose_name': 'described step',
                'verbose_name_plural': 'described steps',
                'ordering': ['criterion', 'value'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=2)),
                ('seq', models.PositiveBigIntegerField(default=0, editable=False)),
                ('at', models.DateTimeField()),
                ('thing', models.CharField(max_length=60)),
                ('thing_id', models.PositiveBigIntegerField()),
                ('case', models.PositiveBigIntegerField(db_index=True, null=True)),
                ('step', models.CharField(max_length=40)),
                ('source', models.CharField(blank=True, max_length=30)),
                ('target', models.CharField(max_length=30)),
                ('role', models.CharField(blank=True, max_length=30)),
                ('note', models.TextField(blank=True)),
                ('inputs', models.TextField(blank=True)),
                ('for_party', models.BooleanField(default=False)),
                ('previous', models.CharField(default='', editable=False, max_length=64)),
                ('hash', models.CharField(default='', editable=False, max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Frame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='budget year')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='frame')),
                ('earmarked', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('allotted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('reserved', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('granted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('in_earmarks', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('paid', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('returned', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='frames', to='grants.county')),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='grants.frame')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frames', to='grants.fund')),
            ],
            options={
                'ordering': ['-year', 'fund', 'county'],
            },
        ),
        migrations.CreateModel(
            name='EarmarkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.SlugField(db_index=False, max_length=40)),
                ('name_sv', models.CharField(max_length=120, verbose_name='purpose, Swedish')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='purpose, English')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('reserved', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('granted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='grants.earmark')),
                ('frame', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.frame')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='earmark',
            name='frame',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earmarks', to='grants.frame'),
        ),
        migrations.AddField(
            model_name='call',
            name='frame',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='grants.frame'),
        ),
        migrations.CreateModel(
            name='FrameEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(verbose_name='budget year')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='frame')),
                ('earmarked', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('allotted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('reserved', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('granted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('in_earmarks', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('paid', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('returned', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('county', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.county')),
                ('part_of', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.frame')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='grants.frame')),
                ('fund', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.fund')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CostCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=20)),
                ('order', models.PositiveSmallIntegerField()),
                ('name_sv', models.CharField(max_length=60)),
                ('name_en', models.CharField(max_length=60)),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cost_categories', to='grants.fund')),
            ],
            options={
                'verbose_name_plural': 'cost categories',
                'ordering': ['fund', 'order'],
            },
        ),
        migrations.AddField(
            model_name='call',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='grants.fund', verbose_name='fund'),
        ),
        migrations.CreateModel(
            name='FundTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('legal_basis', models.CharField(max_length=200)),
                ('sfs', models.CharField(max_length=20)),
                ('needs_opinion', models.BooleanField(default=False)),
                ('years_active', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('auditor_rule', models.BooleanField(default=False)),
                ('report_rule_sv', models.TextField()),
                ('report_rule_en', models.TextField()),
                ('target_group_sv', models.TextField()),
                ('target_group_en', models.TextField()),
                ('note', models.TextField(blank=True)),
                ('applicant_types', models.ManyToManyField(to='grants.applicanttype')),
                ('deciding_county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='grants.county')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='grants.fund')),
            ],
            options={
                'verbose_name_plural': 'fund terms',
                'ordering': ['fund', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('national', models.BooleanField(default=False, verbose_name='open to applicants from the whole country')),
                ('title_sv', models.CharField(max_length=150, verbose_name='title, Swedish')),
                ('title_en', models.CharField(blank=True, max_length=150, verbose_name='title, English')),
                ('about_sv', models.TextField(verbose_name='about the call, Swedish')),
                ('about_en', models.TextField(blank=True, verbose_name='about the call, English')),
                ('opens_at', models.DateTimeField(verbose_name='opens')),
                ('closes_at', models.DateTimeField(verbose_name='closes')),
                ('max_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(Decimal('1'))], verbose_name='highest amount for one application')),
                ('period_from', models.DateField(verbose_name='the activity begins no earlier than')),
                ('period_to', models.DateField(verbose_name='the activity ends no later than')),
                ('report_due', models.DateField(verbose_name='the final report is due on')),
                ('signatures_needed', models.PositiveSmallIntegerField(choices=[(1, 'one'), (2, 'two')], default=1, verbose_name='signatures of authorised signatories')),
                ('scored', models.BooleanField(default=True, verbose_name='applications are scored')),
                ('blind', models.BooleanField(default=False, verbose_name='assessors do not see who applies until they have handed in')),
                ('readers', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='assessors of each application')),
                ('pressure', models.CharField(choices=[('closed', 'when the call has closed'), ('rounded', 'when the call has closed, in rounded figures'), ('open', 'in rounded figures while it is open, exact when it has closed')], default='closed', max_length=7, verbose_name='the public sees the over-subscription ratio')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('decided', 'decided'), ('finished', 'finished'), ('cancelled', 'cancelled')], default='draft', max_length=50, verbose_name='state')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='grants.call')),
                ('county', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.county', verbose_name='county')),
                ('frame', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.frame')),
                ('fund', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.fund', verbose_name='fund')),
                ('terms', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.fundterms')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='call',
            name='terms',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='grants.fundterms'),
        ),
        migrations.AddField(
            model_name='applicanttype',
            name='legal_form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='grants.legalform'),
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('created_at', models.DateTimeField(default=grants.clock.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.CharField(blank=True, max_length=200)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='grants.event')),
                ('to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(default=grants.clock.today, verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='to')),
                ('role', models.CharField(choices=[('reader', 'reader'), ('editor', 'editor'), ('signatory', 'authorised signatory')], max_length=10, verbose_name='role')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': ['organisation', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('code', models.CharField(max_length=4, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('official_name', models.CharField(max_length=80)),
                ('org_nr', models.CharField(max_length=11, unique=True)),
                ('org_nr_status', models.CharField(max_length=20)),
                ('org_nr_source', models.CharField(max_length=200)),
                ('population_2025', models.PositiveIntegerField()),
                ('population_2016', models.PositiveIntegerField()),
                ('land_area_km2', models.DecimalField(decimal_places=2, max_digits=9)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='grants.county')),
            ],
            options={
                'verbose_name_plural': 'municipalities',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='NeedSeries',
            fields=[
                ('key', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='key')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='order')),
                ('name_sv', models.CharField(max_length=100, verbose_name='name, Swedish')),
                ('name_en', models.CharField(blank=True, max_length=100, verbose_name='name, English')),
                ('unit_sv', models.CharField(max_length=30, verbose_name='unit, Swedish')),
                ('unit_en', models.CharField(blank=True, max_length=30, verbose_name='unit, English')),
                ('level', models.CharField(choices=[('country', 'the whole country'), ('county', 'county'), ('municipality', 'municipality')], max_length=12, verbose_name='level')),
                ('decimals', models.PositiveSmallIntegerField(choices=[(0, '0'), (1, '1'), (2, '2')], default=0, verbose_name='decimals')),
                ('sums', models.BooleanField(default=True, help_text='Numbers of people can, averages and shares cannot.', verbose_name='the figures of municipalities can be added up')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('description_sv', models.TextField(blank=True, verbose_name='description, Swedish')),
                ('description_en', models.TextField(blank=True, verbose_name='description, English')),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='need_series', to='grants.county', verbose_name='county')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'ordering': ['order', 'key'],
            },
        ),
        migrations.CreateModel(
            name='NeedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('value', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='figure')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='holds from')),
                ('legal_basis', models.CharField(blank=True, max_length=100, verbose_name='legal basis')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('entered_at', models.DateTimeField(default=grants.clock.now)),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='need_figures', to='grants.county')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='need_figures', to='grants.municipality')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='grants.needseries', verbose_name='series')),
            ],
            options={
                'verbose_name': 'figure of the needs picture',
                'verbose_name_plural': 'figures of the needs picture',
                'ordering': ['series', 'year', 'county', 'municipality', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org_nr', models.CharField(max_length=11, unique=True, verbose_name='organisation number')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='postal address')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('active_since', models.DateField(blank=True, help_text='The day the organisation began its activities in Sweden.', null=True, verbose_name='active in Sweden since')),
                ('in_liquidation', models.BooleanField(default=False, verbose_name='in liquidation or bankruptcy')),
                ('has_public_debts', models.BooleanField(default=False, verbose_name='has tax or fee debts at the Enforcement Authority')),
                ('has_unpaid_reclaim', models.BooleanField(default=False, verbose_name='has an unpaid reclaim from a county administrative board')),
                ('denied', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, editable=False, size=None)),
                ('account_kind', models.CharField(blank=True, choices=[('bankgiro', 'Bankgiro'), ('plusgiro', 'Plusgiro')], max_length=8, verbose_name='kind of account')),
                ('account_number', models.CharField(blank=True, max_length=12, verbose_name='account number')),
                ('account_changed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('applicant_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='grants.applicanttype', verbose_name='kind of organisation')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='grants.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('valid_from', models.DateField(default=grants.clock.today, verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='to')),
                ('role', models.CharField(choices=[('reader', 'reader'), ('editor', 'editor'), ('signatory', 'authorised signatory')], max_length=10, verbose_name='role')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='grants.membership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='grants.organisation'),
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.TextField(blank=True, max_length=500, verbose_name='message')),
                ('role', models.CharField(blank=True, choices=[('reader', 'reader'), ('editor', 'editor'), ('signatory', 'authorised signatory')], max_length=10, verbose_name='role')),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('asked', 'waiting for an answer'), ('accepted', 'accepted'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default='asked', max_length=50, verbose_name='state')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to='grants.organisation')),
            ],
            options={
                'verbose_name': 'request to join',
                'verbose_name_plural': 'requests to join',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('role', models.CharField(choices=[('reader', 'reader'), ('editor', 'editor'), ('signatory', 'authorised signatory')], max_length=10, verbose_name='role')),
                ('nonce', models.CharField(default=grants.models.joining.new_nonce, editable=False, max_length=32, unique=True)),
                ('asked_at', models.DateTimeField(default=grants.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'sent'), ('accepted', 'accepted'), ('withdrawn', 'withdrawn')], default='asked', max_length=50, verbose_name='state')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='grants.organisation')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('org_nr', models.CharField(max_length=11, verbose_name='organisation number')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='postal address')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('active_since', models.DateField(blank=True, help_text='The day the organisation began its activities in Sweden.', null=True, verbose_name='active in Sweden since')),
                ('in_liquidation', models.BooleanField(default=False, verbose_name='in liquidation or bankruptcy')),
                ('has_public_debts', models.BooleanField(default=False, verbose_name='has tax or fee debts at the Enforcement Authority')),
                ('has_unpaid_reclaim', models.BooleanField(default=False, verbose_name='has an unpaid reclaim from a county administrative board')),
                ('denied', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, editable=False, size=None)),
                ('account_kind', models.CharField(blank=True, choices=[('bankgiro', 'Bankgiro'), ('plusgiro', 'Plusgiro')], max_length=8, verbose_name='kind of account')),
                ('account_number', models.CharField(blank=True, max_length=12, verbose_name='account number')),
                ('account_changed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('applicant_type', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.applicanttype', verbose_name='kind of organisation')),
                ('municipality', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.municipality', verbose_name='municipality')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='grants.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('statutes', 'statutes'), ('report', 'annual report'), ('accounts', 'annual accounts'), ('audit', "auditor's report"), ('minutes', 'minutes')], max_length=10, verbose_name='kind of paper')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('file', models.FileField(upload_to=grants.models.organisations._place_of, verbose_name='file')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField(default=grants.clock.now)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='grants.organisation')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'paper',
                'verbose_name_plural': 'papers',
                'ordering': ['organisation', 'kind', '-year', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OrganisationStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('holds', models.BooleanField(verbose_name='holds')),
                ('text', models.TextField(verbose_name='statement')),
                ('said_at', models.DateTimeField(default=grants.clock.now)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='grants.organisation')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'ordering': ['organisation', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(default=grants.clock.today, verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='to')),
                ('role', models.CharField(choices=[('officer', 'case officer'), ('assessor', 'assessor'), ('decider', 'decision-maker'), ('finance', 'finance officer'), ('auditor', 'auditor'), ('coordinator', 'national coordinator')], max_length=12, verbose_name='role')),
                ('limit', models.DecimalField(blank=True, decimal_places=2, help_text='The highest amount in SEK this person may decide or approve. Empty: no limit.', max_digits=14, null=True, verbose_name='limit')),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='grants.county')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'ordering': ['county', 'role', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PostEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('valid_from', models.DateField(default=grants.clock.today, verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='to')),
                ('role', models.CharField(choices=[('officer', 'case officer'), ('assessor', 'assessor'), ('decider', 'decision-maker'), ('finance', 'finance officer'), ('auditor', 'auditor'), ('coordinator', 'national coordinator')], max_length=12, verbose_name='role')),
                ('limit', models.DecimalField(blank=True, decimal_places=2, help_text='The highest amount in SEK this person may decide or approve. Empty: no limit.', max_digits=14, null=True, verbose_name='limit')),
                ('county', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.county')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='grants.post')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reserve', 'reserved'), ('release', 'released again'), ('grant', 'granted'), ('pay', 'paid'), ('give_back', 'returned')], max_length=10)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('case', models.PositiveBigIntegerField(db_index=True)),
                ('at', models.DateTimeField(default=grants.clock.now)),
                ('earmark', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='grants.earmark')),
                ('frame', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='grants.frame')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Purpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('name_sv', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200)),
                ('paragraph', models.CharField(max_length=80)),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='purposes', to='grants.fundterms')),
            ],
            options={
                'ordering': ['terms', 'order'],
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('application', 'application form'), ('report', 'report form')], max_length=12, verbose_name='kind of form')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('sections', models.JSONField()),
                ('edits', models.PositiveIntegerField(default=0)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questionnaires', to='grants.call')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'form',
                'verbose_name_plural': 'forms',
                'ordering': ['call', 'kind', 'version'],
            },
        ),
        migrations.CreateModel(
            name='ReferenceFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fund_key', models.CharField(max_length=10)),
                ('year', models.PositiveSmallIntegerField()),
                ('measure', models.CharField(max_length=40)),
                ('value', models.DecimalField(decimal_places=2, max_digits=14)),
                ('unit', models.CharField(max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='grants.county')),
            ],
            options={
                'ordering': ['fund_key', 'year', 'measure'],
            },
        ),
        migrations.CreateModel(
            name='RegionalPriority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2010), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('name_sv', models.CharField(max_length=200, verbose_name='priority, Swedish')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='priority, English')),
                ('weight', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='weight')),
                ('reason_sv', models.TextField(verbose_name='reason, Swedish')),
                ('reason_en', models.TextField(blank=True, verbose_name='reason, English')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn')),
                ('changed_at', models.DateTimeField(default=grants.clock.now, editable=False)),
                ('ties', models.JSONField(blank=True, default=dict, editable=False)),
                ('changed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('child_rights', models.ManyToManyField(blank=True, to='grants.childright', verbose_name='rights of the child')),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='regional_priorities', to='grants.county', verbose_name='county')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fund', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='regional_priorities', to='grants.fund', verbose_name='fund')),
                ('goals', models.ManyToManyField(blank=True, to='grants.goal', verbose_name='goals of Agenda 2030')),
                ('series', models.ManyToManyField(blank=True, related_name='regional_priorities', to='grants.needseries', verbose_name='rests on these series of the needs picture')),
                ('themes', models.ManyToManyField(blank=True, to='grants.humanrightstheme', verbose_name='human rights themes')),
            ],
            options={
                'verbose_name': 'regional priority',
                'verbose_name_plural': 'regional priorities',
                'ordering': ['-year', 'county', '-weight', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Priority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_sv', models.CharField(max_length=200, verbose_name='priority, Swedish')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='priority, English')),
                ('weight', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='weight')),
                ('reason_sv', models.TextField(blank=True, verbose_name='reason, Swedish')),
                ('reason_en', models.TextField(blank=True, verbose_name='reason, English')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='priorities', to='grants.call')),
                ('child_rights', models.ManyToManyField(blank=True, to='grants.childright', verbose_name='rights of the child')),
                ('goals', models.ManyToManyField(blank=True, to='grants.goal', verbose_name='goals of Agenda 2030')),
                ('themes', models.ManyToManyField(blank=True, to='grants.humanrightstheme', verbose_name='human rights themes')),
                ('drawn_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='priorities', to='grants.regionalpriority', verbose_name='drawn from')),
            ],
            options={
                'verbose_name': 'priority',
                'verbose_name_plural': 'priorities',
                'ordering': ['call', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RegionalPriorityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2010), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('name_sv', models.CharField(max_length=200, verbose_name='priority, Swedish')),
                ('name_en', models.CharField(blank=True, max_length=200, verbose_name='priority, English')),
                ('weight', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='weight')),
                ('reason_sv', models.TextField(verbose_name='reason, Swedish')),
                ('reason_en', models.TextField(blank=True, verbose_name='reason, English')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn')),
                ('changed_at', models.DateTimeField(default=grants.clock.now, editable=False)),
                ('ties', models.JSONField(blank=True, default=dict, editable=False)),
                ('changed_by', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('county', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.county', verbose_name='county')),
                ('created_by', models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('fund', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='grants.fund', verbose_name='fund')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='grants.regionalpriority')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StandardForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('application', 'application form'), ('report', 'report form')], max_length=12, verbose_name='kind of form')),
                ('name', models.SlugField(default='standard', max_length=30)),
                ('sections', models.JSONField()),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standard_forms', to='grants.fund')),
            ],
            options={
                'ordering': ['fund', 'kind', 'name'],
            },
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(('scale__gte', 1), ('scale__lte', 100), ('weight__gte', 1)), name='criterion_scale'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='fixed_when_published', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM grants_call WHERE id = OLD.call_id AND state <> 'draft') THEN\n                RAISE EXCEPTION 'what a published call asks after cannot change'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                RETURN OLD;\n            END IF;\n            RETURN NEW;\n        ", hash='23e9a9d32e009f5660efa1ceff919ee9adfc21b7', operation='UPDATE OR DELETE', pgid='pgtrigger_fixed_when_published_00c96', table='grants_criterion', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='anchor',
            constraint=models.UniqueConstraint(fields=('criterion', 'value'), name='anchor_once_per_step'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='anchor',
            trigger=pgtrigger.compiler.Trigger(name='fixed_when_published', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM grants_call WHERE id = (SELECT call_id FROM grants_criterion WHERE id = OLD.criterion_id) AND state <> 'draft') THEN\n                RAISE EXCEPTION 'what a published call asks after cannot change'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                RETURN OLD;\n            END IF;\n            RETURN NEW;\n        ", hash='0adb0f45dedc45b083365bed58b5dc5c79914d8c', operation='UPDATE OR DELETE', pgid='pgtrigger_fixed_when_published_ea6a6', table='grants_anchor', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='anchor',
            trigger=pgtrigger.compiler.Trigger(name='within_the_scale', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.value > (SELECT scale FROM grants_criterion WHERE id = NEW.criterion_id)\n                    THEN\n                        RAISE EXCEPTION 'the scale has no step %', NEW.value\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='eee1bd49abef542173d8d7573159ad7e955d616e', operation='INSERT OR UPDATE', pgid='pgtrigger_within_the_scale_74618', table='grants_anchor', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['thing', 'thing_id'], name='grants_even_thing_0c26ea_idx'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('chain', 'seq'), name='event_seq_in_chain'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1c8b2c4d9b4af097ac403b0616b1c9a86b4983fc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_23895', table='grants_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='hash_chain', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE last RECORD;', func='\n                    PERFORM pg_advisory_xact_lock(hashtext(\'bifall.log.\' || NEW.chain));\n                    SELECT seq, hash INTO last FROM grants_event\n                        WHERE chain = NEW.chain ORDER BY seq DESC LIMIT 1;\n                    NEW.seq := coalesce(last.seq, 0) + 1;\n                    NEW.previous := coalesce(last.hash, \'\');\n                    NEW.hash := encode(sha256(convert_to(json_build_array(\n                        NEW.chain, NEW.seq, NEW.previous,\n                        to_char(NEW.at AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US\'),\n                        NEW.thing, NEW.thing_id, NEW."case", NEW.step, NEW.source, NEW.target,\n                        NEW.by_id, NEW.role, NEW.note, NEW.inputs\n                    )::text, \'UTF8\')), \'hex\');\n                    RETURN NEW;\n                ', hash='77eb5adba3118113772dbbc9111d9a33db9d5520', operation='INSERT', pgid='pgtrigger_hash_chain_11c86', table='grants_event', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='earmarkevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f9ea19e45c1c6b6cc968d84b84f9a5b6302d1fa2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8549d', table='grants_earmarkevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='earmark',
            constraint=models.UniqueConstraint(fields=('frame', 'key'), name='earmark_once_per_frame'),
        ),
        migrations.AddConstraint(
            model_name='earmark',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('granted__gte', 0), ('reserved__gte', 0)), name='earmark_never_negative'),
        ),
        migrations.AddConstraint(
            model_name='earmark',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', django.db.models.expressions.CombinedExpression(models.F('reserved'), '+', models.F('granted')))), name='earmark_never_exceeded'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='earmark',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "grants_earmarkevent" ("amount", "frame_id", "granted", "id", "key", "name_en", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved") VALUES (NEW."amount", NEW."frame_id", NEW."granted", NEW."id", NEW."key", NEW."name_en", NEW."name_sv", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reserved"); RETURN NULL;', hash='0f5c0062faa843466a559665f5ee32f85e6d47c6', operation='INSERT', pgid='pgtrigger_insert_insert_d2ab8', table='grants_earmark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='earmark',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "grants_earmarkevent" ("amount", "frame_id", "granted", "id", "key", "name_en", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved") VALUES (NEW."amount", NEW."frame_id", NEW."granted", NEW."id", NEW."key", NEW."name_en", NEW."name_sv", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reserved"); RETURN NULL;', hash='f08a9ef63e4d0eb0bfc307e748414180ddafc069', operation='UPDATE', pgid='pgtrigger_update_update_52706', table='grants_earmark', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='frameevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b33280f6e742a150ce75f8855581ceaf7d2062ff', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_99e1a', table='grants_frameevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='frame',
            constraint=models.CheckConstraint(condition=models.Q(('allotted__gte', 0), ('amount__gt', 0), ('earmarked__gte', 0), ('reserved__gte', 0), ('granted__gte', 0), ('in_earmarks__gte', 0), ('paid__gte', 0), ('returned__gte', 0)), name='frame_never_negative'),
        ),
        migrations.AddConstraint(
            model_name='frame',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('allotted'), '+', models.F('reserved')), '+', models.F('granted')))), name='frame_never_exceeded'),
        ),
        migrations.AddConstraint(
            model_name='frame',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('earmarked'), '+', models.F('reserved')), '+', models.F('granted')), '-', models.F('in_earmarks')))), name='frame_leaves_earmarks_alone'),
        ),
        migrations.AddConstraint(
            model_name='frame',
            constraint=models.CheckConstraint(condition=models.Q(('in_earmarks__lte', models.F('earmarked'))), name='frame_earmarks_hold'),
        ),
        migrations.AddConstraint(
            model_name='frame',
            constraint=models.CheckConstraint(condition=models.Q(('paid__lte', django.db.models.expressions.CombinedExpression(models.F('granted'), '+', models.F('returned')))), name='frame_paid_was_granted'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='frame',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "grants_frameevent" ("allotted", "amount", "county_id", "earmarked", "fund_id", "granted", "id", "in_earmarks", "paid", "part_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved", "returned", "year") VALUES (NEW."allotted", NEW."amount", NEW."county_id", NEW."earmarked", NEW."fund_id", NEW."granted", NEW."id", NEW."in_earmarks", NEW."paid", NEW."part_of_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reserved", NEW."returned", NEW."year"); RETURN NULL;', hash='e81722b570f8b1d5bba6bc8f57bbc297b5eb05bd', operation='INSERT', pgid='pgtrigger_insert_insert_904b0', table='grants_frame', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='frame',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "grants_frameevent" ("allotted", "amount", "county_id", "earmarked", "fund_id", "granted", "id", "in_earmarks", "paid", "part_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved", "returned", "year") VALUES (NEW."allotted", NEW."amount", NEW."county_id", NEW."earmarked", NEW."fund_id", NEW."granted", NEW."id", NEW."in_earmarks", NEW."paid", NEW."part_of_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reserved", NEW."returned", NEW."year"); RETURN NULL;', hash='746e66f542f95c9b87111b2db82349ae4bd8ee61', operation='UPDATE', pgid='pgtrigger_update_update_18e37', table='grants_frame', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='costcategory',
            constraint=models.UniqueConstraint(fields=('fund', 'key'), name='cost_category_once'),
        ),
        migrations.AddConstraint(
            model_name='fundterms',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('fund'), '='), (models.Func('valid_from', 'valid_to', models.Value('[]'), function='daterange'), '&&')], name='fund_terms_never_overlap'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='callevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fc6ed272ed10ad79cecc41b28486cf19bf03c42b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_78981', table='grants_callevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['fund', 'county', '-closes_at'], name='grants_call_fund_id_af7728_idx'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='call_closes_after_it_opens', violation_error_message='The call must close after it opens.'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='call_period_in_order', violation_error_message='The period must end after it begins.'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(('readers__gte', 1), ('readers__lte', 9)), name='call_readers'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='f6cdbe9716abd626429ef7066f7466c75bacb77f', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_eff32', table='grants_call', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "grants_callevent" ("about_en", "about_sv", "blind", "closes_at", "county_id", "frame_id", "fund_id", "id", "max_amount", "national", "opens_at", "period_from", "period_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pressure", "readers", "report_due", "scored", "signatures_needed", "state", "terms_id", "title_en", "title_sv") VALUES (NEW."about_en", NEW."about_sv", NEW."blind", NEW."closes_at", NEW."county_id", NEW."frame_id", NEW."fund_id", NEW."id", NEW."max_amount", NEW."national", NEW."opens_at", NEW."period_from", NEW."period_to", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pressure", NEW."readers", NEW."report_due", NEW."scored", NEW."signatures_needed", NEW."state", NEW."terms_id", NEW."title_en", NEW."title_sv"); RETURN NULL;', hash='8bc657025dfd1602c547f4a96dd2467a03285c2c', operation='INSERT', pgid='pgtrigger_insert_insert_cfc0d', table='grants_call', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='call',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "grants_callevent" ("about_en", "about_sv", "blind", "closes_at", "county_id", "frame_id", "fund_id", "id", "max_amount", "national", "opens_at", "period_from", "period_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pressure", "readers", "report_due", "scored", "signatures_needed", "state", "terms_id", "title_en", "title_sv") VALUES (NEW."about_en", NEW."about_sv", NEW."blind", NEW."closes_at", NEW."county_id", NEW."frame_id", NEW."fund_id", NEW."id", NEW."max_amount", NEW."national", NEW."opens_at", NEW."period_from", NEW."period_to", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pressure", NEW."readers", NEW."report_due", NEW."scored", NEW."signatures_needed", NEW."state", NEW."terms_id", NEW."title_en", NEW."title_sv"); RETURN NULL;', hash='227388c4a88b5d6c5d6e1fb2f0dc934aa573c762', operation='UPDATE', pgid='pgtrigger_update_update_1d6a7', table='grants_call', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['id'], name='mail_unsent'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.UniqueConstraint(fields=('event', 'to'), name='one_mail_per_event_and_person'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.UniqueConstraint(condition=models.Q(('address', ''), _negated=True), fields=('event', 'address'), name='one_mail_per_event_and_address'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('to__isnull', False)), models.Q(('to', None), models.Q(('address', ''), _negated=True)), _connector='OR'), name='mail_to_a_person_or_an_address'),
        ),
        migrations.AddConstraint(
            model_name='needseries',
            constraint=models.CheckConstraint(condition=models.Q(('county', None), models.Q(('level', 'country'), _negated=True), _connector='OR'), name='need_series_level_of_county'),
        ),
        migrations.AddIndex(
            model_name='needfigure',
            index=models.Index(fields=['series', 'year', 'county', 'municipality'], name='grants_need_series__66133a_idx'),
        ),
        migrations.AddIndex(
            model_name='needfigure',
            index=models.Index(fields=['municipality', 'year'], name='grants_need_municip_c1bba4_idx'),
        ),
        migrations.AddIndex(
            model_name='needfigure',
            index=models.Index(fields=['county', 'year'], name='grants_need_county__1cc6bd_idx'),
        ),
        migrations.AddConstraint(
            model_name='needfigure',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='need_figure_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='needfigure',
            constraint=models.CheckConstraint(condition=models.Q(('year__gte', 1990), ('year__lte', 2100)), name='need_figure_year'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='needfigure',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d853f3444de78c33bbe0a4e1dce9f39518e02d84', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b293d', table='grants_needfigure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='needfigure',
            trigger=pgtrigger.compiler.Trigger(name='a_place_of_its_level', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM grants_needseries WHERE key = NEW.series_id\n                            AND (county_id IS NULL OR county_id = NEW.county_id)\n                            AND level = CASE\n                                WHEN NEW.municipality_id IS NOT NULL THEN 'municipality'\n                                WHEN NEW.county_id IS NOT NULL THEN 'county'\n                                ELSE 'country' END\n                    ) OR (NEW.municipality_id IS NOT NULL AND NOT EXISTS (\n                        SELECT 1 FROM grants_municipality WHERE code = NEW.municipality_id\n                            AND county_id = NEW.county_id\n                    )) THEN\n                        RAISE EXCEPTION 'the series % has no figures of that place', NEW.series_id\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='2d23a2f3c4f3616efd804d14029ca73caf9e860c', operation='INSERT', pgid='pgtrigger_a_place_of_its_level_7cecf', table='grants_needfigure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='needfigure',
            trigger=pgtrigger.compiler.Trigger(name='municipal_numbers_sum', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE wanted numeric; total numeric; assigned numeric;', func="\n    IF NEW.series_id NOT IN ('lanstal', 'kommuntal') THEN\n        RETURN NULL;\n    END IF;\n    PERFORM pg_advisory_xact_lock(\n        hashtextextended('kommuntal ' || NEW.county_id || ' ' || NEW.year, 0)\n    );\n    WITH numbers AS (\n        SELECT id, series_id, municipality_id, value,\n            coalesce(valid_from, '-infinity'::date) AS begins\n        FROM grants_needfigure\n        WHERE county_id = NEW.county_id AND year = NEW.year\n            AND series_id IN ('lanstal', 'kommuntal')\n    ), county_number AS (\n        SELECT DISTINCT ON (begins) begins, value FROM numbers\n        WHERE series_id = 'lanstal' ORDER BY begins, id DESC\n    ), compared AS (\n        SELECT begins, value, lag(value) OVER (ORDER BY begins) AS before FROM county_number\n    ), period AS (\n        SELECT begins, value, lead(begins) OVER (ORDER BY begins) AS ends\n        FROM compared WHERE before IS DISTINCT FROM value\n    ), day AS (\n        SELECT DISTINCT begins FROM numbers WHERE series_id = 'kommuntal'\n    ), holding AS (\n        SELECT DISTINCT ON (day.begins, numbers.municipality_id)\n            day.begins, period.value AS whole, numbers.value\n        FROM day\n        LEFT JOIN period ON day.begins >= period.begins\n            AND (period.ends IS NULL OR day.begins < period.ends)\n        JOIN numbers ON numbers.series_id = 'kommuntal' AND numbers.begins <= day.begins\n            AND numbers.begins >= coalesce(period.begins, '-infinity'::date)\n        ORDER BY day.begins, numbers.municipality_id, numbers.begins DESC, numbers.id DESC\n    )\n    SELECT whole, sum(value) INTO wanted, total FROM holding\n    GROUP BY begins, whole HAVING whole IS NULL OR sum(value) <> whole LIMIT 1;\n    IF FOUND THEN\n        RAISE EXCEPTION 'kommuntal of county % in % sum to %, its länstal is %',\n            NEW.county_id, NEW.year, total, coalesce(wanted::text, 'not known')\n            USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.series_id = 'kommuntal' THEN\n        SELECT value INTO assigned FROM grants_needfigure\n        WHERE series_id = 'anvisade' AND municipality_id = NEW.municipality_id\n            AND year = NEW.year\n        ORDER BY coalesce(valid_from, '-infinity'::date) DESC, id DESC LIMIT 1;\n        IF NEW.value < assigned THEN\n            RAISE EXCEPTION 'kommuntal of municipality % in % is %, but % are assigned already',\n                NEW.municipality_id, NEW.year, NEW.value, assigned\n                USING ERRCODE = 'check_violation';\n        END IF;\n    END IF;\n    RETURN NULL;\n", hash='b8ce04014e03686a2a0320b7b72f80054933523b', operation='INSERT', pgid='pgtrigger_municipal_numbers_sum_23cb9', table='grants_needfigure', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='account_change_is_stamped', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account_number" IS DISTINCT FROM (NEW."account_number") AND NOT (OLD."account_number" = \'\'))', func='NEW.account_changed_at := clock_timestamp(); RETURN NEW;', hash='f1546864a77382a0905d47493e3721f9798fb8fd', operation='UPDATE OF "account_kind", "account_number"', pgid='pgtrigger_account_change_is_stamped_1341c', table='grants_organisation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "grants_organisationevent" ("account_changed_at", "account_kind", "account_number", "active_since", "address", "applicant_type_id", "denied", "has_public_debts", "has_unpaid_reclaim", "id", "in_liquidation", "municipality_id", "name", "org_nr", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "telephone", "website") VALUES (NEW."account_changed_at", NEW."account_kind", NEW."account_number", NEW."active_since", NEW."address", NEW."applicant_type_id", NEW."denied", NEW."has_public_debts", NEW."has_unpaid_reclaim", NEW."id", NEW."in_liquidation", NEW."municipality_id", NEW."name", NEW."org_nr", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."telephone", NEW."website"); RETURN NULL;', hash='344ae20d8984c72953ff61556661c6190fafd76f', operation='INSERT', pgid='pgtrigger_insert_insert_1abbd', table='grants_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "grants_organisationevent" ("account_changed_at", "account_kind", "account_number", "active_since", "address", "applicant_type_id", "denied", "has_public_debts", "has_unpaid_reclaim", "id", "in_liquidation", "municipality_id", "name", "org_nr", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "telephone", "website") VALUES (NEW."account_changed_at", NEW."account_kind", NEW."account_number", NEW."active_since", NEW."address", NEW."applicant_type_id", NEW."denied", NEW."has_public_debts", NEW."has_unpaid_reclaim", NEW."id", NEW."in_liquidation", NEW."municipality_id", NEW."name", NEW."org_nr", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."telephone", NEW."website"); RETURN NULL;', hash='6fd886250082a4759ba2958912ce446d6b73fc68', operation='UPDATE', pgid='pgtrigger_update_update_18754', table='grants_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershipevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3f49e6423ff28a5a42c84ce9e08680e67f4aa681', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bacfc', table='grants_membershipevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('user', 'organisation'), name='one_open_membership_per_person'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='membership_ends_after_it_begins'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='a_signatory_stays', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                    IF OLD.role <> 'signatory' OR OLD.valid_to IS NOT NULL THEN\n                        RETURN NULL;\n                    END IF;\n                    PERFORM 1 FROM grants_organisation\n                        WHERE id = OLD.organisation_id FOR NO KEY UPDATE;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM grants_membership\n                        WHERE organisation_id = OLD.organisation_id\n                            AND role = 'signatory' AND valid_to IS NULL\n                    ) THEN\n                        RAISE EXCEPTION 'organisation % would have no signatory',\n                            OLD.organisation_id USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ", hash='15bc6a0ab65949028fc5f2036f31fda372d28be1', operation='UPDATE OR DELETE', pgid='pgtrigger_a_signatory_stays_a845f', table='grants_membership', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "grants_membershipevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "valid_from", "valid_to") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='a66ea340538034747019d950542b4c0091378d24', operation='INSERT', pgid='pgtrigger_insert_insert_c4616', table='grants_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "grants_membershipevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "valid_from", "valid_to") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='714372915124ade1e3555bc4d03a52a9dbd3c6a2', operation='UPDATE', pgid='pgtrigger_update_update_7a1d6', table='grants_membership', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('organisation', 'user'), name='one_open_request_per_person'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequest',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='077a8c94b60c18da3d69389758d51fc4b3969741', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_e983c', table='grants_joinrequest', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('organisation', 'email'), name='one_open_invitation_per_address'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='only_through_the_door', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.state IS NOT DISTINCT FROM OLD.state THEN\n                        RETURN NEW;\n                    END IF;\n                    IF coalesce(current_setting('bifall.door', true), '') <> 'open' THEN\n                        RAISE EXCEPTION 'state of % changes only through the door', TG_TABLE_NAME\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='4ebdb12f60eb8f0ab6b389e930204b56914135c3', operation='INSERT OR UPDATE OF "state"', pgid='pgtrigger_only_through_the_door_e7185', table='grants_invitation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='98b764f4fb4ebb578b0db8897d5d537d151e9f32', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8fa6e', table='grants_organisationevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='organisationpaper',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0), ('year__gte', 1800), ('year__lte', 2200)), name='paper_has_content'),
        ),
        migrations.AddConstraint(
            model_name='organisationpaper',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('organisation', 'kind', 'sha256'), name='paper_once'),
        ),
        migrations.AddIndex(
            model_name='organisationstatement',
            index=models.Index(fields=['organisation', 'key', '-id'], name='grants_orga_organis_d3c6b8_idx'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisationstatement',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='57306ef78217b653c4cded577bd901fa8791bbe7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a4ddc', table='grants_organisationstatement', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('county', None), ('role', 'coordinator')), models.Q(models.Q(('role', 'coordinator'), _negated=True), ('county__isnull', False)), _connector='OR'), name='post_county_unless_coordinator'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='post_ends_after_it_begins'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='post',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "grants_postevent" ("county_id", "id", "limit", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "valid_from", "valid_to") VALUES (NEW."county_id", NEW."id", NEW."limit", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='526a2fc2e791c01e0ac00313fb21af8c4ff41cd1', operation='INSERT', pgid='pgtrigger_insert_insert_93178', table='grants_post', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='post',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "grants_postevent" ("county_id", "id", "limit", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id", "valid_from", "valid_to") VALUES (NEW."county_id", NEW."id", NEW."limit", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='4fe3379193e3237818e8290f31b27ac1f3cf3893', operation='UPDATE', pgid='pgtrigger_update_update_b9ac1', table='grants_post', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='postevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7ee56ac7b33e4f5f03c602799799f18795b17d12', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_94f6a', table='grants_postevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='posting_positive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='posting',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3fad8207c9be79253812043d4ea0b08e44a3b984', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_99e7f', table='grants_posting', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='purpose',
            constraint=models.UniqueConstraint(fields=('terms', 'key'), name='purpose_once'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.UniqueConstraint(fields=('call', 'kind', 'version'), name='questionnaire_version_once'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('call', 'kind'), name='one_draft_of_a_questionnaire'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaire',
            trigger=pgtrigger.compiler.Trigger(name='published_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."published_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e16c33b74707f6d705146cdb546b7a116def69bc', operation='UPDATE OR DELETE', pgid='pgtrigger_published_is_frozen_5f999', table='grants_questionnaire', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='referencefigure',
            constraint=models.UniqueConstraint(fields=('fund_key', 'year', 'county', 'measure', 'note'), name='reference_figure_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='regionalpriority',
            index=models.Index(fields=['year', 'county'], name='grants_regi_year_0462cf_idx'),
        ),
        migrations.AddConstraint(
            model_name='regionalpriority',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 1), ('weight__lte', 100)), name='regional_priority_weight'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='regionalpriority',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "grants_regionalpriorityevent" ("changed_at", "changed_by_id", "county_id", "created_by_id", "fund_id", "id", "name_en", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason_en", "reason_sv", "ties", "weight", "withdrawn_at", "year") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."county_id", NEW."created_by_id", NEW."fund_id", NEW."id", NEW."name_en", NEW."name_sv", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."reason_en", NEW."reason_sv", NEW."ties", NEW."weight", NEW."withdrawn_at", NEW."year"); RETURN NULL;', hash='b8a38bae8e983c0cc8ecfcebba4184c17d45c402', operation='INSERT', pgid='pgtrigger_insert_insert_e28de', table='grants_regionalpriority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='regionalpriority',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "grants_regionalpriorityevent" ("changed_at", "changed_by_id", "county_id", "created_by_id", "fund_id", "id", "name_en", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "reason_en", "reason_sv", "ties", "weight", "withdrawn_at", "year") VALUES (NEW."changed_at", NEW."changed_by_id", NEW."county_id", NEW."created_by_id", NEW."fund_id", NEW."id", NEW."name_en", NEW."name_sv", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."reason_en", NEW."reason_sv", NEW."ties", NEW."weight", NEW."withdrawn_at", NEW."year"); RETURN NULL;', hash='be01f2f9d4d4f612cff2d896d84e71d66f81b678', operation='UPDATE', pgid='pgtrigger_update_update_4499f', table='grants_regionalpriority', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='priority',
            trigger=pgtrigger.compiler.Trigger(name='fixed_when_published', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (SELECT 1 FROM grants_call WHERE id = OLD.call_id AND state <> 'draft') THEN\n                RAISE EXCEPTION 'what a published call asks after cannot change'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            IF TG_OP = 'DELETE' THEN\n                RETURN OLD;\n            END IF;\n            RETURN NEW;\n        ", hash='48f728e8e584b30cffbc8c8b6329f745e5cc58b0', operation='UPDATE OR DELETE', pgid='pgtrigger_fixed_when_published_0a6f9', table='grants_priority', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='regionalpriorityevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='44e5b8d2d76f24e8adb4bb75415ac5ca6f5c1247', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_96209', table='grants_regionalpriorityevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='standardform',
            constraint=models.UniqueConstraint(fields=('fund', 'kind', 'name'), name='standard_form_once'),
        ),
    ]
