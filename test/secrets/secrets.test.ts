// Secrets and their look-alikes, by kind; no answer may carry a part of the value.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of other languages are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretsInArguments } from '../../shared/secrets/arguments.ts';
import { findSecret } from '../../shared/secrets/secrets.ts';
import { runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

// Put together at run time, so that no scanner takes this file for a leak.
const join = (...parts: readonly string[]) => parts.join('');
const random40 = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const alphabet36 = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
const hex32 = '0123456789abcdef0123456789abcdef';

describe('findSecret: forms', () => {
  it.each([
    ['ANY', join('AKIA', 'IOSFODNN7EXAMPLE'), 'aws-access-key'],
    ['ANY', `key=${join('ASIA', 'IOSFODNN7EXAMPLE')}, more`, 'aws-access-key'],
    ['AWS_ACCESS_KEY_ID', 'AIPA8YOHGIS58IBFDU3E', 'aws-access-key'],
    ['AWS_SECRET_ACCESS_KEY', random40, 'aws-secret-access-key'],
    ['s3.secret', random40, 'aws-secret-access-key'],
    ['GH', join('ghp_', alphabet36), 'github-token'],
    ['GH', join('github_pat_', '11AAAAAAA0abcdefghijkl_MNOPQRSTUVWXYZ'), 'github-token'],
    ['CI', join('glpat-', 'aBcDeFgHiJkLmNoPqRsT'), 'gitlab-token'],
    ['X', join('npm_', alphabet36), 'npm-token'],
    ['X', join('xoxb-', '123456789012-abcdefABCDEF'), 'slack-token'],
    [
      'URL',
      join('https://hooks.slack', '.com/services/T0ABCDEF1/B0ABCDEF2/aBcDeFgHiJkLmNoPqRsTuVwX'),
      'slack-webhook',
    ],
    ['X', join('sk_live_', '4eC39HqLyjWDarjtT1zdp7dc'), 'stripe-key'],
    ['X', join('AIza', 'SyA-1234567890abcdefghijklmnopqrstu'), 'google-api-key'],
    [
      'X',
      join('SG.', 'abcdefghijklmnopqrstuv', '.', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ'),
      'sendgrid-key',
    ],
    ['X', join('SK', hex32), 'twilio-key'],
    ['X', join('hvs.', 'CAESIJ1234567890abcdefghijklm'), 'vault-token'],
    ['CERT', '-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'private-key'],
    ['CERT', '{"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIE"}', 'private-key'],
    ['CERT', btoa('-----BEGIN EC PRIVATE KEY-----\nMHcC'), 'private-key'],
    ['host', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w', 'jwt'],
    ['DATABASE_URL', 'postgres://app:s3cret@db.example.com:5432/app', 'url-credentials'],
    ['DATABASE_URL', 'redis://:hunter2@cache:6379', 'url-credentials'],
    ['DATABASE_URL', 'postgres://postgres:password@db/app', 'url-credentials'],
    ['DATABASE_URL', 'postgres://app:%40b%21x@db/app', 'url-credentials'],
    ['BROKERS', 'kafka://a:1,amqp://u:p@ss1@mq:5672/%2f', 'url-credentials'],
    ['SQL', 'Server=db;Database=app;User Id=sa;Password=Passw0rd!;', 'connection-string-password'],
    ['DB_DSN', 'app:tiger7@tcp(db:3306)/app', 'url-credentials'],
    ['SQL', "Server=db;Pwd='a b;c'", 'connection-string-password'],
    [
      'STORAGE',
      'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=ab12CD34ef56GH78ij90KL==',
      'connection-string-password',
    ],
    ['PG', 'host=db user=app password=tiger77', 'named-secret'],
    ['JAVA_OPTS', '-Xmx1g -Djavax.net.ssl.keyStorePassword=changeit', 'named-secret'],
    ['SETTINGS', '{"user": "sa", "password": "Passw0rd"}', 'named-secret'],
    ['HEADERS', 'Authorization: Bearer abcdef1234567890', 'authorization-header'],
    ['AUTH', `Bearer ${alphabet36}`, 'authorization-header'],
    ['OTEL_EXPORTER_OTLP_HEADERS', `Authorization=Basic%20${btoa('4711:glc-tiger')}`, 'authorization-header'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'x-honeycomb-team=a1B2c3D4e5F6g7H8i9J0kL', 'authorization-header'],
    ['CI', join('GR1348941', 'aBcDeFgHiJkLmNoPqRsT'), 'gitlab-token'],
    ['X', join('ya29.', alphabet36), 'google-oauth-token'],
    ['X', join('abc8', 'Q~', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7'), 'azure-client-secret'],
    [
      'X',
      `https://a.blob.core.windows.net/c?sv=2022-11-02&ss=b&${join('sig=', alphabet36)}aBcDeFg%3D`,
      'azure-sas',
    ],
    [
      'X',
      join('https://discord.com/api/', 'webhooks/123456789012345678/', alphabet36, alphabet36),
      'discord-webhook',
    ],
    ['SIGNER', join('MIIEvQIBADANBgkqhkiG9w0BAQEF', 'AASCBKcwggSj', alphabet36, alphabet36), 'private-key'],
    ['SIGNER', join('MIIEpAIBAAKC', 'AQEA', alphabet36, alphabet36), 'private-key'],
    [
      'SIGNER',
      join('MIGHAgEAMBMGByqGSM49', 'AgEGCCqGSM49AwEHBG0wawIBAQQg', alphabet36, alphabet36),
      'private-key',
    ],
    ['SIGNER', join('MC4CAQAwBQYDK2Vw', 'BCIEI', alphabet36, 'abcdefg'), 'private-key'],
    ['SIGNER', join('MHcCAQEEI', alphabet36, alphabet36, alphabet36), 'private-key'],
    ['STORE', join('MIIJ0QIBAzCC', 'CYsGCSqGSIb3DQEHAS', ...Array(8).fill(alphabet36)), 'key-store'],
    ['STORE', join('/u3+7QAAAA', 'IAAAAB', ...Array(8).fill(alphabet36)), 'key-store'],
    ['CERT', 'PuTTY-User-Key-File-3: ssh-ed25519', 'private-key'],
    ['ORACLE', 'jdbc:oracle:thin:scott/t1ger@db:1521:orcl', 'url-credentials'],
    ['DOCKER_AUTH_CONFIG', `{"auths":{"r.example.com":{"auth":"${btoa('user:t1ger-7')}"}}}`, 'stored-login'],
    ['NETRC', 'machine api.example.com login kim password t1ger-7', 'stored-login'],
    ['BASIC_AUTH', 'kim:t1ger-7', 'named-secret'],
    ['NEO4J_AUTH', 'neo4j/t1ger-7', 'named-secret'],
    ['REDIS_AUTH', 't1ger-7', 'named-secret'],
    ['KEYSTORE_OPTS', '-storepass=changeit1 -keypass=changeit1', 'named-secret'],
  ])('%s=%s is %s', (name, value, kind) => {
    expect(findSecret(name, value)?.kind).toBe(kind);
  });
});

describe('findSecret: names', () => {
  it.each([
    ['DB_PASSWORD', 'password123'],
    ['DB_PASSWORD', 'changeme'],
    ['DATABASE_PASSWORD', 'oh no D:'],
    ['MYSQL_ROOT_PASSWORD', 'root'],
    ['dbPassword', 'hunter2'],
    ['spring.datasource.password', 'tiger'],
    ['PGPASSWORD', '123456'],
    ['REDIS_PASS', 'foo'],
    ['DB_PASSWORD_PROD', 'pa$$word'],
    ['SECRET_KEY_BASE', '3f9a1c7be2d04856a1b2c3d4e5f60718'],
    ['DJANGO_SECRET_KEY', 'django-insecure-8x!k2@q9'],
    ['JWT_SECRET', 'my-secret'],
    ['API_KEY', '8d1f0f7e-2f64-4b0c-9d39-4a6a4ec2a001'],
    ['DD_API_KEY', '0123456789abcdef0123456789abcdef'],
    ['AUTH_TOKEN', 'a8f5f167f44f4964e6c998dee827110c'],
    ['JWT_SECRET_KEY', 'test-secret-key'],
    ['JWT_SECRET', 'super_secret_jwt_token'],
    ['DB_PW', 'tiger'],
    ['PASSWORD_DB', 'Tiger-7742x'],
    ['DB_PASSWORD_2', 'tiger'],
    ['DB_PASSWORD_NEW', 'tiger'],
    ['DB_CREDS', 'app/Tiger7742xQ9:bR6'],
    ['SSH_KEY', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ'],
    ['SA_PASSWORD', 'Your_password123'],
    ['WALLET_MNEMONIC', 'tiger tiger burning bright in the forests'],
    ['VAULT_TOKEN', 's.a1B2c3D4e5F6g7H8i9J0k1L2'],
    ['CONSUL_HTTP_TOKEN', '8d1f0f7e-2f64-4b0c-9d39-4a6a4ec2a001'],
    ['ETH_PRIVATE_KEY', `0x${hex32}${hex32}`],
    ['MINIO_ROOT_PASSWORD', 'minioadmin'],
    ['GPG_PASSPHRASE', 'tiger tiger burning bright'],
    ['REGISTRY_PASSWORD', 'tiger'],
    ['CACHE_PASSWORD', 'tiger'],
    ['PRIMARY_PASSWORD', 'tiger'],
    ['SETTINGS', '<server><password>t1ger</password></server>'],
    ['SETTINGS', '<c><api-token>a8f5f167f44f4964e6c998dee827110c</api-token></c>'],
    ['LOG', `retry with DB_PASSWORD: Tiger-7742x now`],
    ['CONF_B64', btoa('db:\n  host: db.internal\n  password: "Tiger-7742x"\n')],
  ])('%s=%s is in the open', (name, value) => {
    expect(findSecret(name, value)?.kind).toBe('named-secret');
  });

  it.each([
    ['PASSWORD_MIN_LENGTH', '8'],
    ['MIN_PASSWORD', '12'],
    ['HASH_PASSWORD', 'bcrypt'],
    ['CACHE_KEY', 'a8f5f167f44f4964e6c998dee827110c'],
    ['SETTINGS', '<server><password>${env.PASSWORD}</password></server>'],
    ['SETTINGS', '<c><password-min-length>12</password-min-length><token/></c>'],
    ['LOG', 'DB_PASSWORD: must be set, API_TOKEN: not found'],
    ['LOG', 'the token: refreshed, expires 2024-01-01T10:00:00Z'],
    ['CONF_B64', btoa('db:\n  host: db.internal\n  password: ${DB_PASSWORD}\n  retries: 3\n')],
    ['LOGO_B64', btoa('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h24v24H0z"/></svg>')],
    ['SECRET_NAME', 'prod/db'],
    ['TOKEN_URL', 'https://login.example.com/oauth/token'],
    ['DB_PASSWORD_FILE', '/run/secrets/db-password'],
    ['DB_PASSWORD', '/run/secrets/db-password'],
    ['SECRET_ARN', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf'],
    ['DB_PASSWORD', 'arn:aws:ssm:eu-west-1:123456789012:parameter/db'],
    ['AWS_ACCESS_KEY_ID', 'arn:qwe:test'],
    ['PUBLIC_KEY', 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1L'],
    ['PUBLIC_KEY', '-----BEGIN PUBLIC KEY-----\nMIIB'],
    ['AUTH_TOKEN_TTL', '3600'],
    ['KEY_ID', '1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['KMS_KEY', '1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['PASSWORD_RESET_ENABLED', 'true'],
    ['ALLOW_EMPTY_PASSWORD', 'yes'],
    ['DB_PASSWORD', '${Secret}'],
    ['DB_PASSWORD', 'pre-${Secret}'],
    ['DB_PASSWORD', '{{ .Values.password }}'],
    ['DB_PASSWORD', '$(DB_PASSWORD)'],
    ['DB_PASSWORD', '$DB_PASSWORD'],
    ['DB_PASSWORD', '%DB_PASSWORD%'],
    ['DB_PASSWORD', '<password>'],
    ['DB_PASSWORD', ''],
    ['DB_PASSWORD', '********'],
    ['DB_PASSWORD', 'HIDDEN_DUE_TO_SECURITY_REASONS'],
    ['DB_PASSWORD', 'ssm:/prod/db/password'],
    ['DB_PASSWORD', 'vault:secret/data/db#password'],
    ['DB_PASSWORD', 'sm://project/db'],
    ['DB_PASSWORD', 'projects/p/secrets/db/versions/1'],
    ['DB_PASSWORD', 'ENC[AES256_GCM,data:abc]'],
    ['DB_PASSWORD', '$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36'],
    ['DD_API_KEY', '<YOUR_DATADOG_API_KEY>'],
    ['DD_API_KEY', 'YOUR_API_KEY'],
    ['DD_API_KEY', 'aaa'],
    ['API_TOKEN', 'development'],
    ['MAX_TOKENS', '4096000000'],
    ['S3_KEY', 'uploads/2024/report.csv'],
    ['PRIMARY_KEY', 'a8f5f167f44f4964e6c998dee827110c'],
    ['AQUA_PRIVATE_KEY', '/opt/ssl/key.pem'],
    ['TLS_SECRET', 'my-tls'],
    ['SECRET_FILENAME', 'key.pem'],
    ['GOOGLE_APPLICATION_CREDENTIALS', '/var/run/key.json'],
    ['PWD', '/app'],
    ['IMAGE_DIGEST', `sha256:${hex32}${hex32}`],
    ['GIT_COMMIT', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['connectionstring', 'Server=${SQLSERVER};Database = Bookstore; Trusted_Connection=true;'],
    ['DATABASE_URL', 'postgres://app:${DB_PASSWORD}@db:5432/app'],
    ['DATABASE_URL', 'postgres://user:password@host/db'],
    ['DATABASE_URL', 'postgres://app@db:5432/app'],
    ['URL', 'https://example.com/a:b@c'],
    ['GH', `ghp_${'x'.repeat(36)}`],
    ['AWS_SECRET_KEY', 'test'],
    ['PASSWORD_MD5', hex32],
    ['TOKEN_CREATED_AT', '2024-01-01T10:00:00Z'],
    ['STRIPE_SECRET_KEY', 'sk_test_...'],
    ['JWT_SECRET', 'your_jwt_secret'],
    ['PASSWORD_ENCODER', 'bcrypt'],
    ['checksum/db-secret', hex32],
    ['GPG_KEY', 'E3FF2839C048B25C084DEBE9B26995E310250568'],
    ['javax.net.ssl.trustStorePassword', 'changeit'],
    ['secret.reloader.stakater.com/reload', 'my-secret'],
    ['vault.hashicorp.com/agent-inject-secret-db', 'secret/data/db'],
    ['SENTRY_DSN', 'https://a1b2c3d4e5f60718a1b2c3d4e5f60718@o1.ingest.sentry.io/2'],
    ['OAUTH_GRANT_TYPE', 'password'],
    ['TOKEN_ENDPOINT_AUTH_METHOD', 'client_secret_basic'],
    ['DB_DSN', 'app:${PW}@tcp(db:3306)/app'],
    ['STRIPE', 'pk_live_4eC39HqLyjWDarjtT1zdp7dc'],
    ['ROLE_ID', 'AROA8YOHGIS58IBFDU3E'],
    ['CONFIG', 'receivers:\n  statsd:\n    token: required\n'],
    ['HEADERS', 'Authorization: Bearer ${TOKEN}'],
    ['AUTH', 'Bearer ${TOKEN}'],
    ['AUTH', 'Basic'],
    ['BASIC_AUTH', 'enabled'],
    ['BASIC_AUTH', '${USER}:${PASSWORD}'],
    ['NEO4J_AUTH', 'none'],
    ['REDIS_AUTH', 'true'],
    ['KAFKA_AUTH', 'sasl/plain'],
    ['DB_PASSWORD', '%%DB_PASSWORD%%'],
    ['DB_PASSWORD', '{{resolve:secretsmanager:orders:SecretString:password}}'],
    ['DB_PASSWORD', '{{resolve:ssm-secure:/db/password:1}}'],
    ['DB_PASSWORD', '#{DbPassword}#'],
    ['DB_PASSWORD', '__DB_PASSWORD__'],
    ['API_KEY', '/prod/api/key'],
    ['NEXT_PUBLIC_POSTHOG_KEY', join('phc_', alphabet36)],
    ['AUTHS', '{"auths":{"r.example.com":{"auth":"${REGISTRY_AUTH}"}}}'],
    ['HELP', 'login with your name and password as given'],
    ['URL', 'https://a.blob.core.windows.net/c?sv=2022-11-02&sig=short'],
    ['ORACLE', 'jdbc:oracle:thin:@db:1521:orcl'],
    ['ORACLE', 'jdbc:oracle:thin:${USER}/${PASSWORD}@db:1521:orcl'],
    ['SESSION_TIMEOUT', '3600'],
    ['KEY_PREFIX', 'orders_'],
    ['PASSENGER_COUNT', '3'],
    ['BYPASS_CACHE', 'true'],
    ['CLIENT_SECRET_EXPIRES_AT', '0'],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'],
    ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', '/v2/credentials/8d1f0f7e-2f64-4b0c-9d39-4a6a4ec2a001'],
    [
      'APPLICATIONINSIGHTS',
      'InstrumentationKey=8d1f0f7e-2f64-4b0c-9d39-4a6a4ec2a001;IngestionEndpoint=https://x/',
    ],
    ['ASSEMBLY', 'System.Web, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a'],
    ['DB_PASSWORD', '%s'],
    ['PASSWORD_LAST_USED', '2026-11-30T10:00:00Z'],
    ['TOKEN_FROM', '2026-11-30T10:00:00.123Z'],
  ])('%s=%s is not', (name, value) => {
    expect(findSecret(name, value)).toBeNull();
  });
});

describe('findSecret: code', () => {
  it.each([
    'conn = connect(host="db", password=password)',
    'connect(host="db", password=os.environ["DB_PASSWORD"])',
    'connect({ "password": settings.password, "port": 1 })',
    'const password = process.env.DB_PASSWORD;',
    'run({ user, token = await client.getToken() })',
    'const password = config.getPassword();',
    'self.password = getpass.getpass()',
    'if (password == null)',
    'if (password === other) return',
    'test "$password" != "$other" && password != other',
    'SELECT id FROM users WHERE email=$1 AND password=$2',
    'UPDATE users SET password = :password WHERE id = :id',
    'UPDATE users SET password = @Password WHERE id = @p1',
    "ALTER USER app WITH PASSWORD :'password';",
    'host=db user=%s password=%s',
    'host=db password=%(pw)s',
    'export password=$(cat /run/secrets/db)',
    '{"errors":{"password":"Password is required"}}',
    '{"errors":{"password":"it is too short"}}',
  ])('%j holds none', (text) => {
    expect(findSecret(null, text)).toBeNull();
  });
  it.each([
    'connect(host="db", password="hunter2")',
    'host=db user=app password=password',
    'password=SecretStr("hunter2")',
    'password = b64decode("aHVudGVyMg")',
    'host=db password=summer.rain',
    'host=db password=Tr0ub4dor(3)',
    'host=db password=@hunter2',
    'host=db password=:hunter2',
    'host=db password=%shunter2',
    'password="correct horse battery staple"',
  ])('%j holds one', (text) => {
    expect(findSecret(null, text)?.kind).toBe('named-secret');
  });
});

describe('secretsInArguments', () => {
  it.each([
    [['app', '--password=hunter2'], [1]],
    [['app', '--password', 'hunter2'], [2]],
    [['app', '-Dspring.datasource.password=tiger'], [1]],
    [['/usr/bin/mysql', '-u', 'root', '-pS3cret'], [3]],
    [['redis-cli', '-a', 'foobared'], [2]],
    [['redis-server', '--requirepass', 'foobared'], [2]],
    [['curl', '-H', 'Authorization: Bearer abcdef1234567890', 'https://x'], [2]],
    [['curl', '-u', 'admin:hunter2', 'https://x'], [2]],
    [['curl', '-uadmin:hunter2', 'https://x'], [1]],
    [['curl', '-u', 'admin:$PASS', 'https://x:8080'], []],
    [['runner', '--registration-token', 'GR1348941abcdef12'], [2]],
    [['app', '--tls-secret', 'my-cert'], []],
    [['docker', 'run', '-p', '8080:80'], []],
    [['app', 'https://u:hunter2@example.com'], [1]],
    [['DB_PASSWORD=hunter2', 'app'], [0]],
    [['app', '--token', join('ghp_', alphabet36)], [2]],
    [['sh', '-c', 'sleep 5; mysql -u root -pS3cret < x.sql'], [2]],
    [['sh', '-c', 'sleep 5; mysql -u root -p$PASS'], []],
    [['app', '--password', '$PASSWORD'], []],
    [['app', '--password', '${PASSWORD}'], []],
    [['app', '--password=$(cat /run/p)'], []],
    [['app', '--password-file', '/run/p'], []],
    [['app', '--password-stdin'], []],
    [['app', '--password', '--user'], []],
    [['grep', '-p', 'foo'], []],
    [['docker', 'login', '-u', 'kim', '-p', 't1ger'], [5]],
    [['sshpass', '-pt1ger', 'ssh', 'h'], [1]],
    [['ldapsearch', '-D', 'cn=kim', '-w', 't1ger'], [4]],
    [['grep', '-w', 't1ger'], []],
    [['openssl', 'rsa', '-passin', 'pass:t1ger'], [3]],
    [['openssl', 'rsa', '-passin', 'env:PASSWORD'], []],
    [['openssl', 'rsa', '-passin', 'file:/run/p'], []],
    [['aws', 'configure', 'set', 'aws_secret_access_key', random40], [4]],
    [['aws', 'configure', 'set', 'region', 'eu-west-1'], []],
    [['keytool', '-storepass', 'changeit1'], [2]],
    [['app', '--cache-key-prefix', 'orders_'], []],
    [['aws', 'secretsmanager', 'get-secret-value', '--secret-id', 'prod/db'], []],
    [['mysql', '-p'], []],
    [['htpasswd', '-nbB', 'kim', 't1ger'], [3]],
    [['htpasswd', '-b', '-c', '/etc/h', 'kim', 't1ger'], [5]],
    [['htpasswd', '-c', '/etc/h', 'kim'], []],
    [['htpasswd', '-b', '/etc/h', 'kim', '$PASSWORD'], []],
    [['rabbitmqctl', 'add_user', 'kim', 't1ger'], [3]],
    [['rabbitmqctl', 'list_users'], []],
    [['mosquitto_pub', '-h', 'b', '-P', 't1ger', '-t', 'x'], [4]],
    [['zip', '-P', 't1ger', 'a.zip', 'a'], [2]],
    [['mosquitto_pub', '-p', '1883', '-t', 'x'], []],
    [['redis-cli', 'AUTH', 't1ger'], [2]],
    [[], []],
  ])('%j holds them at %j', (words, indices) => {
    expect(secretsInArguments(words).map((found) => found.index)).toEqual(indices);
  });
});

describe('any text', () => {
  it('is answered without a throw, and no answer holds the value', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('DB_PASSWORD', 'API_KEY', '__proto__', 'SECRET', 'X'));
    fc.assert(
      fc.property(name, fc.string({ unit: 'binary', minLength: 6 }), (key, value) => {
        const answer = findSecret(key, value);
        if (value.trim().length > 20) expect(JSON.stringify(answer)).not.toContain(JSON.stringify(value));
        secretsInArguments([key, value]);
      }),
      runs(1000),
    );
  });

  it.each([
    'a://',
    'eyJ',
    'a=',
    '"a":',
    '-----BEGIN ',
    'glpat-',
    '${',
    'x:y@',
    'a/',
    'aB1',
    'password=',
    ' ',
    '<',
  ])('is read in linear time: %j repeated', (part) => {
    const start = processorMs();
    findSecret('DB_PASSWORD', part.repeat(200_000 / part.length));
    findSecret(null, `x ${part.repeat(200_000 / part.length)}`);
    expect(calmMsSince(start)).toBeLessThan(3000);
  });
});
