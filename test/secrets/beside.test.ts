// Credentials that stand beside their name: what is taken out, and what of the same forms stays.
import { describe, expect, it } from 'vitest';
import { forShowing, redactedText } from '../../shared/secrets/redact.ts';

const password = 'Fk3-9vQz-hw2';
const token = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYq3R5T7WzaQ1x'].join('');

describe('a credential beside its name goes', () => {
  it.each([
    `{"name":"DB_PASSWORD","value":"${password}"}`,
    `{"spec":"{\\"name\\":\\"DB_PASSWORD\\",\\"value\\":\\"${password}\\"}"}`,
    `- name: DB_PASSWORD\n  value: ${password}`,
    `{\n  "name": "DB_PASSWORD",\n  "value": "${password}"\n}`,
    `Name=DB_PASSWORD,Value=${password}`,
    `ParameterKey=DbPassword,ParameterValue=${password}`,
    `<add key="DbPassword" value="${password}"/>`,
    `<property name='password' value='${password}'/>`,
    `requirepass ${password}`,
    `user elastic\npassword "${password}"\nport 9200`,
    `fastcgi_param DB_PASSWORD "${password}";`,
    `SetEnv DB_PASSWORD ${password}`,
    `started: keytool -storepass ${password} -list`,
    `nats --password '${password}' pub`,
    `tool --api-token ${token} run`,
    `echo "root:${password}" | chpasswd`,
    `echo root:${password} | sudo chpasswd -e`,
    `echo ${password} | docker login -u kim --password-stdin acme.test`,
    `os.environ["DB_PASSWORD"] = "${password}"`,
    `ENV['DB_PASSWORD'] = '${password}'`,
    `config.set("db.password", "${password}")`,
    `running /usr/bin/curl -u kim:${password} https://acme.test`,
    `curl -fsSu kim:${password} https://acme.test`,
    `curl -U kim:${password} -x proxy https://acme.test`,
    `curl --proxy-user kim:${password} https://acme.test`,
    `GET /shop;jsessionid=${token} 200`,
    `{"Cookie":["session=${token}"]}`,
    `CREATE USER app IDENTIFIED BY "${password}"`,
    `SET PASSWORD FOR 'app'@'%' = PASSWORD('${password}')`,
    `CREATE USER app WITH PASSWORD E'${password}'`,
  ])('%j', (text) => {
    const shown = redactedText(null, text, forShowing);
    expect(shown).not.toMatch(new RegExp(`${password}|${token}`));
    expect(shown.replace(/\(redacted: [a-z-]+\)/, text.includes(token) ? token : password)).toBe(text);
  });
});

describe('nothing else goes', () => {
  it.each([
    `{"name":"DB_PASSWORD","value":"\${PASSWORD}"}`,
    '{"name":"DB_PASSWORD_FILE","value":"/run/secrets/db"}',
    '<field name="password" value="Password"/>',
    '- name: password\n  in: query',
    'requirepass $REDIS_PASSWORD',
    'password required\npassword must differ',
    'PasswordAuthentication no2',
    '  --password string   Password of the user',
    '  --token string      Token (default "none")',
    'tool --password-file pw1.txt --token-ttl 15m',
    'tool --password $DB_PASSWORD1 --user kim',
    'echo "$USER:$PASSWORD" | chpasswd',
    'echo $PASSWORD | docker login -u kim --password-stdin acme.test',
    'echo kim:x | tee names',
    'os.environ["DB_PASSWORD"] = password',
    "labels['password'] = 'Password'",
    "labels.set('password', 'Password')",
    'curl -su $USER:$PASSWORD https://acme.test',
    'curl -Xu kim:8080 https://acme.test',
    "SET PASSWORD FOR app = '$PW'",
  ])('%j', (text) => {
    expect(redactedText(null, text, forShowing)).toBe(text);
  });
});
