// Files of settings: the line that holds a credential is found, whatever the notation.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of other languages are the test data
import { describe, expect, it } from 'vitest';
import { findSecretLine } from '../../shared/secrets/lines.ts';

describe('a line that holds a credential', () => {
  it.each([
    ['db.host=db.internal\ndb.password=Fk3-9vQz-hw2\n', 2, 'named-secret'],
    ['a: 1\ndb:\n  password: Fk3-9vQz-hw2 # the old one', 3, 'named-secret'],
    ['{\n  "password": "Fk3-9vQz-hw2",\n  "a": 1\n}', 2, 'named-secret'],
    ['export AWS_ACCESS_KEY_ID=AKIAQ3EGRIQWXYZ45678', 1, 'aws-access-key'],
    ['[db]\r\npassword = Fk3-9vQz-hw2\r\n', 2, 'named-secret'],
    ['jdbc: jdbc:postgresql://shop:Fk3-9vQz-hw2@db/shop', 1, 'url-credentials'],
    ['requirepass Fk3-9vQz-hw2', 1, 'named-secret'],
    ['  user elastic\n  password Fk3-9vQz-hw2', 2, 'named-secret'],
    ["CREATE USER app WITH PASSWORD 'Fk3-9vQz-hw2';", 1, 'named-secret'],
    ["GRANT ALL ON a.* TO 'app'@'%' IDENTIFIED BY 'Fk3-9vQz-hw2';", 1, 'named-secret'],
    ["define( 'DB_PASSWORD', 'Fk3-9vQz-hw2' );", 1, 'named-secret'],
    ['os.Setenv("DB_PASSWORD", "Fk3-9vQz-hw2")', 1, 'named-secret'],
    ['proxy_set_header Authorization "Basic a2ltOkZrMy05dlF6LWh3Mg==";', 1, 'authorization-header'],
    ['db.acme.test:5432:shop:app:Fk3-9vQz-hw2', 1, 'stored-login'],
    ['//npm.acme.test/:_auth=a2ltOkZrMy05dlF6LWh3Mg==', 1, 'stored-login'],
    ['x\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n', 2, 'private-key'],
    ['password: password', 1, 'named-secret'],
    ['    password => "Fk3-9vQz-hw2"', 1, 'named-secret'],
    ["output { es { user => 'app' password => 'Fk3-9vQz-hw2' } }", 1, 'named-secret'],
    ["return ['password' => 'Fk3-9vQz-hw2']", 1, 'named-secret'],
    ["CREATE LOGIN app WITH PASSWORD = N'Fk3-9vQz-hw2'", 1, 'named-secret'],
    ['connect(password=b"Fk3-9vQz-hw2")', 1, 'named-secret'],
    ["newPassword: 'Neues Passwort7'", 1, 'named-secret'],
    ['db.password=@Fk3:9vQz', 1, 'named-secret'],
    ['db.password=$$Fk3-9vQz', 1, 'named-secret'],
    ['smtp_password = hash:Fk3-9vQz', 1, 'named-secret'],
    ['password: "see9 vault"', 1, 'named-secret'],
    ['password: vault', 1, 'named-secret'],
    ['password: correct horse battery staple', 1, 'named-secret'],
    ['password: from russia with love', 1, 'named-secret'],
    ['password: set fire to the rain', 1, 'named-secret'],
    ['machine git.acme.test\n  login kim\n  password Fk3-9vQz-hw2', 3, 'named-secret'],
    ['machine git.acme.test\n  login kim\n  password hunter', 3, 'stored-login'],
    ['env:\n- name: DB_PASSWORD\n  value: Fk3-9vQz-hw2', 3, 'named-secret'],
    ['[\n {\n  "name": "DB_PASSWORD",\n  "value": "Fk3-9vQz-hw2"\n }\n]', 4, 'named-secret'],
    ['#cloud-config\nchpasswd:\n  list: |\n    root:Fk3-9vQz-hw2\n', 4, 'named-secret'],
  ])('%j', (text, line, kind) => {
    expect(findSecretLine(text)).toMatchObject({ line, kind });
  });

  it.each([
    '# password=Fk3-9vQz-hw2',
    '// password: "Fk3-9vQz-hw2"',
    'password: # asked for at start',
    'password_file: /run/secrets/db',
    'token: "{{ token }}"',
    'retries: 3\nlog.level = info',
    'password = os.environ["DB_PASSWORD"]',
    'password := os.Getenv("PASSWORD")',
    'local token = ngx.var.http_authorization\nif token == nil then return end',
    'String password = System.getenv("DB_PASSWORD");',
    'password = var.db_password',
    'cfg.Password = password',
    'user.Password = newPassword',
    'self.password = password',
    'const password = pwd;',
    'password = random_password.db.result',
    'password = data.aws_secretsmanager_secret_version.db.secret_string',
    'master_password = aws_ssm_parameter.db.value',
    '{"labels":{"password":"Passwort"}}',
    '{"labels":{"password":"Kein Zugang","token":"Schlüssel","secret":"Geheimnis"}}',
    '{\n  "placeholders": {\n    "password": "geheim"\n  }\n}',
    'labels:\n  password: Zugang\n  user: Name',
    'error.password.required=A password is required',
    '{"terminal.passwordPrompt":"Password:","token.kind":"bearer"}',
    "newPassword: 'Neues Passwort',",
    "{ password: 'Passwort', newPassword: 'Confirm password', x: 1 }",
    'newPassword = Nouveau mot de passe',
    `output { es { user => "app" password => "\${ES_PASSWORD}" } }`,
    'const valid = (name, password) => password.length > 8;',
    'accounts.map(password => hash(password))',
    'password => bcrypt.hash(password, 10)',
    "$rules = ['password' => 'required|string|min:8', 'token' => 'hashed'];",
    "'password' => env('DB_PASSWORD', ''),",
    "return ['password' => 'Passwort', 'newPassword' => 'Neues Passwort'];",
    'spring.redis.password=@redis.password@',
    'admin_password = $__file{/etc/secrets/admin_password}',
    'token = "@{store:telegraf_token}"',
    'password: "see vault"',
    'password: stored in Vault under kv/db',
    'password: (ask ops)',
    'db_password = to be set by the operator',
    'secret: provided by the environment at runtime',
    'password: "not set"',
    "password: 'same as above'",
    'env:\n- name: DB_PASSWORD\n# value: Fk3-9vQz-hw2\n  valueFrom: {}',
    'env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: {name: db, key: password1}',
    'fields:\n- name: password\n  value: "Password"',
    'machine git.acme.test\n  login kim\n  password ${GIT_TOKEN}',
    '#cloud-config\nchpasswd:\n  list: |\n    root:RANDOM\n',
    'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd',
    'command: mysqladmin ping --password=$$MYSQL_ROOT_PASSWORD',
    '',
  ])('%j holds none', (text) => {
    expect(findSecretLine(text)).toBeNull();
  });
});

describe('the name of the file', () => {
  it.each([
    ['main.go', 'cfg.Password = "Fk3-9vQz-hw2"'],
    ['main.tf', 'password = "Fk3-9vQz-hw2"'],
    ['app.py', 'connect(user="a", password="Fk3-9vQz-hw2")'],
    ['start.sh', 'PASSWORD=hunter2'],
    ['app.properties', 'spring.datasource.password = password'],
    ['db.json', '{ "password": "geheim" }'],
    ['de.json', '{ "password": "Fk3-9vQz-hw2" }'],
    ['de.js', 'module.exports = { password: "Fk3-9vQz-hw2" }'],
    ['load.js', 'connect({ password: "geheim" })'],
    ['values.yaml', 'labels:\n  a: b\nauth:\n  password: geheim'],
  ])('%s: %s holds one', (file, text) => {
    expect(findSecretLine(text, file)).not.toBeNull();
  });

  it.each([
    ['main.go', 'password := pwd'],
    ['app.py', 'connect(user=user, password=pwd)'],
    ['main.tf', 'password = local_password'],
    ['app.js', 'const token = tokenOf(request), password = pwd'],
    ['de.json', '{\n  "password": "geheim",\n  "secret": "Schlüssel"\n}'],
    ['messages_fr.properties', 'login.password=Mot de passe oublié'],
    ['fr.json', '{"login":{"password":"Mot de passe","forgot_password":"Oublié ?","token":"Jeton"}}'],
    ['app.json', '{"i18n":{"en":{"password":"Your password","secret":"Hidden word"}}}'],
    ['schema.graphql', 'type User {\n  password: String!\n  token: String\n}'],
    ['login.proto', 'message Login {\n  string password = 2;\n}'],
    ['init.sql', 'CREATE TABLE u (\n  password varchar(255),\n  token text\n);'],
    ['init.sql', "ALTER USER app WITH PASSWORD :'pw';"],
    ['a.txt', 'password required\npassword forgotten'],
    ['nginx.conf', 'proxy_set_header Authorization $http_authorization;'],
    ['wp-config.php', "define('AUTH_KEY', 'put your unique phrase here');"],
    ['a.rb', 'config.password = ENV.fetch("DB_PASSWORD")'],
    ['a.js', 'required = ["password", "secret"]'],
    [
      'de.js',
      'module.exports = { password: "Passwort", resetPassword: "Passwort zurücksetzen", token: "Schlüssel" }',
    ],
    ['locales/fr.ts', 'export const fr = {\n  secret: "Mot secret",\n  apiToken: "Jeton d’accès"\n}'],
    [
      'es.php',
      "return ['password' => 'Contraseña', 'failed' => 'Credenciales no válidas', 'secret' => 'Palabra'];",
    ],
    ['i18n.yaml', 'de:\n  password: Kennwort'],
  ])('%s: %s holds none', (file, text) => {
    expect(findSecretLine(text, file)).toBeNull();
  });
});
