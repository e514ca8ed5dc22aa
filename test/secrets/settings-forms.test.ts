// Credentials in the notations of single programs: what is found and taken out, and what of the same forms stays.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of other languages are the test data
import { describe, expect, it } from 'vitest';
import { findSecretLine } from '../../shared/secrets/lines.ts';
import { forShowing, redactedText } from '../../shared/secrets/redact.ts';
import { findSecret } from '../../shared/secrets/secrets.ts';

const password = 'Fk3-9vQz-hw2';
const md5 = `md5${'0123456789abcdef'.repeat(2)}`;

describe('a credential in a notation of its own', () => {
  it.each([
    `network={\n  ssid="acme"\n  psk="${password}"\n}`,
    `wpa_psk=${password}`,
    `binddn cn=admin,dc=acme\nbindpw ${password}`,
    `rootpw ${password}`,
    `ldap_default_authtok = ${password}`,
    `masterauth ${password}`,
    `user default on >${password} ~* +@all`,
    `user app on nopass ~app:* >${password} -@all`,
    `ACL SETUSER app on >${password} ~*`,
    `"app" "${password}"`,
    `"app" "${md5}"`,
    `  user ops insecure-password ${password}`,
    `: PSK "${password}"`,
    `192.0.2.7 : PSK "${password}"`,
    `kim : XAUTH "${password}"`,
    `"vpn" l2tpd "${password}" *`,
    `kim * "${password}" 10.0.0.7`,
    `createUser ops SHA "${password}" AES`,
    `createUser ops SHA-256 ${password}`,
    `rwcommunity ${password}`,
    `[smtp.acme.test]:587 relay:${password}`,
    `smtp.acme.test:587 relay@acme.test:${password}`,
    `user = "kim:${password}"`,
    `proxy-user = "kim:${password}"`,
    `scott/${password}@//db:1521/ORCL`,
    `exp userid=scott/${password}@ORCL file=x.dmp`,
    `ds.setPassword("${password}");`,
    `factory.setSharedSecret('${password}')`,
    `builder.withPassword("${password}").build()`,
    `Client.builder().user("kim").password("${password}")`,
    `ks.setKeyStorePassword("${password}".toCharArray())`,
    `{rabbit, [{default_user, <<"app">>}, {default_pass, <<"${password}">>}]}`,
    `[{db, [{password, "${password}"}]}].`,
    `<property name="hibernate.connection.password">${password}</property>`,
    `<setting name="DbPassword" serializeAs="String"><value>${password}</value></setting>`,
    `#cloud-config\nchpasswd:\n  list: |\n    root:${password}\n    kim:RANDOM\n`,
    `chpasswd:\n  expire: false\n  list:\n    - kim:${password}\nusers: []`,
    `proxy_set_header X-Api-Key ${password}xyz;`,
    `export OLD_DBPWD=${password}`,
  ])('%j', (text) => {
    expect(findSecretLine(text) ?? findSecret(null, text)).not.toBeNull();
    const shown = redactedText(null, text, forShowing);
    expect(shown).not.toMatch(new RegExp(`${password}|${md5}`));
    expect(redactedText(null, shown, forShowing)).toBe(shown);
  });
});

describe('nothing else in such a notation', () => {
  it.each([
    'psk=ext:wifi',
    'key_mgmt=WPA-PSK',
    'psk_file=/run/secrets/psk',
    'bindpw_file /run/secrets/ldap',
    'rootpw {SSHA}5en6G6MezRroT3XKqkdPOmY/BfQ2Q9nD',
    `user app on #${'0123456789abcdef'.repeat(4)} ~* +@all`,
    'user default off nopass ~* >',
    'if user count > 10 then',
    `"app" "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0$c3RvcmVk:c2VydmVy"`,
    '"app" ""',
    '"name" "value"',
    '"eu-west-1" "production"',
    'user ops password $5$rounds=5000$salt$abcdefghijklmnop',
    ': RSA server.key.pem',
    ': PSK %prompt',
    'kim * "" *',
    'rocommunity public',
    'localhost:5432 app:latest',
    'smtp.acme.test:587 hash:/etc/postfix/sasl_passwd',
    '[1] http://groups.acme.test/thread/668eff1cebf5309d',
    'db.acme.test:5432 https://man.acme.test/style.9',
    'user = "app:app"',
    'user: "1000:1000"',
    'ds.setPassword(password);',
    'ds.setPassword("${db.password}")',
    'field.setPassword("Password")',
    'i18n.t("login.password")',
    'vault.secret("orders-db")',
    'form.setPasswordLabel("Choose a password2")',
    'ds.setPassword(props.getProperty("db.password"))',
    '{default_pass, <<"${RABBIT_PASSWORD}">>}',
    '{password, "{{ password }}"}',
    '<property name="hibernate.connection.password">${db.password}</property>',
    '<property name="passwordFile">/run/secrets/db</property>',
    '<label name="password">Passwort</label>',
    'actions/checkout@v4',
    'acme/shop@sha256:0123',
    '#cloud-config\nchpasswd:\n  expire: false\n  list: |\n    root:RANDOM\n',
    'proxy_set_header X-Api-Key $http_x_api_key;',
    'cat /run/input > /tmp/out',
    'OLDPWD=/app',
  ])('%j', (text) => {
    expect(findSecretLine(text)).toBeNull();
    expect(redactedText(null, text, forShowing)).toBe(text);
  });
});
