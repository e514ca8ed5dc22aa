// One redactor, one table: what is taken out of snapshots, the journal, messages and verdicts, and what stays.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../shared/model/json.ts';
import { secretCalls, sqlPasswords } from '../../shared/secrets/beside.ts';
import {
  addressCredentials,
  authorizationHeaders,
  keysBehindIds,
  sessionCookies,
  storedLogins,
  urlCredentials,
} from '../../shared/secrets/embedded.ts';
import { knownForms } from '../../shared/secrets/forms.ts';
import { findSecretLine } from '../../shared/secrets/lines.ts';
import { secretElements, secretPairs } from '../../shared/secrets/pairs.ts';
import { forJournal, forShowing, forSnapshot, redacted, redactedText } from '../../shared/secrets/redact.ts';
import { findSecret, secretPieces } from '../../shared/secrets/secrets.ts';
import { runs } from '../support/extent.ts';

// Put together at run time, so that no scanner takes this file for a leak.
const join = (...parts: readonly string[]) => parts.join('');
const password = 'Fk3-9vQz-hw2';
const github = join('ghp_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8');
const keyId = join('AKIA', 'IOSFODNN7', 'Q3R5T7W');
const pem = join('-----BEGIN RSA PRIVATE ', 'KEY-----\nMIIEabc\nDEF\n-----END RSA PRIVATE KEY-----');
const secretKey = join('wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYq3R5T7WzaQ1x');
const named = '<named-secret>';

/** Marks as tests read them best. */
const plainly = { ...forShowing, mark: (kind: string) => `<${kind}>` };
const clean = (value: JsonObject) => redacted(value, plainly);

describe('the value of an address', () => {
  it.each([
    ['host', `u:${password}@x.test`, 'u:<url-credentials>@x.test'],
    ['HTTP_PROXY', `kim:${password}@proxy.acme.test:3128`, 'kim:<url-credentials>@proxy.acme.test:3128'],
    ['server', `kim:${password}@10.0.0.1`, 'kim:<url-credentials>@10.0.0.1'],
    ['registryUrl', `kim:${password}@[fd00::1]:5000`, 'kim:<url-credentials>@[fd00::1]:5000'],
    ['endpoint', `kim:a:${password}@b@localhost`, 'kim:<url-credentials>@localhost'],
    // Nobody's password, under these names or any other.
    ['host', 'x.test:8080', 'x.test:8080'],
    ['CONTACT_URL', 'mailto:kim@acme.test', 'mailto:kim@acme.test'],
    ['SUPPORT_ADDRESS', 'sip:kim@acme.test', 'sip:kim@acme.test'],
    ['address', 'AROAEXAMPLEDEV000001:kim-9vQz@acme.test', 'AROAEXAMPLEDEV000001:kim-9vQz@acme.test'],
    ['host', 'user:password@host', 'user:password@host'],
    ['username', 'oidc:kim@acme.test', 'oidc:kim@acme.test'],
    ['session', 'okta:kim-9vQz@acme.test', 'okta:kim-9vQz@acme.test'],
    [null, 'okta:kim-9vQz@acme.test', 'okta:kim-9vQz@acme.test'],
  ])('%s: %s', (name, text, wanted) => {
    expect(redactedText(name, text, plainly)).toBe(wanted);
  });
});

describe('out of a text goes the secret piece, and the sentence stays', () => {
  it.each([
    [`DB_PSWD=${password} node server.js`, 'DB_PSWD=<named-secret> node server.js'],
    [`{"pswd": "${password}"}`, '{"pswd": "<named-secret>"}'],
    [`<pswd>${password}</pswd>`, '<pswd><named-secret></pswd>'],
    ['SSWS 00QCjAl4MlV-WPXM2345abcdefgh', 'SSWS <authorization-header>'],
    [Buffer.from(`{"db":"postgres://kim:${password}@db.acme.test"}`).toString('base64'), '<url-credentials>'],
    [
      `deactivate the key of kim, whose token ${github} leaked`,
      'deactivate the key of kim, whose token <github-token> leaked',
    ],
    [
      `clone https://kim:${password}@git.acme.test/shop now`,
      'clone https://kim:<url-credentials>@git.acme.test/shop now',
    ],
    [
      `https://a:${password}@one.test and https://b:${password}@two.test`,
      'https://a:<url-credentials>@one.test and https://b:<url-credentials>@two.test',
    ],
    [
      `Server=db;User Id=sa;Password=${password};Encrypt=true`,
      'Server=db;User Id=sa;Password=<connection-string-password>;Encrypt=true',
    ],
    [
      `host=db user=app password=${password} sslmode=require`,
      `host=db user=app password=${named} sslmode=require`,
    ],
    [`{"user":"sa","password":"${password}","port":1433}`, `{"user":"sa","password":"${named}","port":1433}`],
    [`{"spec":"{\\"password\\":\\"${password}\\"}"}`, `{"spec":"{\\"password\\":\\"${named}\\"}"}`],
    [
      `curl -H "Authorization: Bearer ${password}xyz" https://a.test`,
      'curl -H "Authorization: Bearer <authorization-header>" https://a.test',
    ],
    [
      `cluster/Authorization: Bearer ${password}-Zq/shop-web`,
      'cluster/Authorization: Bearer <authorization-header>',
    ],
    ['x-api-key: prod/shop/key in the vault', 'x-api-key: prod/shop/key in the vault'],
    [`machine a.test login kim password ${password}`, 'machine a.test login kim password <stored-login>'],
    [`before\n${pem}\nafter`, 'before\n<private-key>\nafter'],
    [`${pem}\n${pem}`, '<private-key>\n<private-key>'],
    [`cut off: ${pem.slice(0, 60)}`, 'cut off: <private-key>'],
    [`two: ${github} ${github}`, 'two: <github-token> <github-token>'],
    [
      `ghp_${'x'.repeat(36)} is no token, ${github} is one`,
      `ghp_${'x'.repeat(36)} is no token, <github-token> is one`,
    ],
    [`kim:${password}@registry.acme.test/shop/web:1`, 'kim:<url-credentials>@registry.acme.test/shop/web:1'],
    [`app:${password}@tcp(db:3306)/app`, 'app:<url-credentials>@tcp(db:3306)/app'],
    [
      `jdbc:oracle:thin:scott/${password}@db:1521:orcl`,
      'jdbc:oracle:thin:scott/<url-credentials>@db:1521:orcl',
    ],
    [
      `-Djavax.net.ssl.keyStorePassword=${password} -Xmx1g`,
      `-Djavax.net.ssl.keyStorePassword=${named} -Xmx1g`,
    ],
    [`note: password=${password}`, `note: password=${named}`],
    [`used ${keyId}:${secretKey} from CI`, `used ${keyId}:<aws-secret-access-key> from CI`],
    [`kim,${keyId},${secretKey}`, `kim,${keyId},<aws-secret-access-key>`],
    [`"${keyId}", "${secretKey}"`, `"${keyId}", "<aws-secret-access-key>"`],
    [`time=1 AWS_SECRET_ACCESS_KEY: ${secretKey} end`, `time=1 AWS_SECRET_ACCESS_KEY: ${named} end`],
    [`aws_secret_access_key: ${secretKey}`, `aws_secret_access_key: ${named}`],
    [`env DB_PASSWORD: ${password}, DB_HOST: db`, `env DB_PASSWORD: ${named}, DB_HOST: db`],
    [`<user>kim</user><password>${password}</password>`, `<user>kim</user><password>${named}</password>`],
    [`Authorization: SSWS 00${secretKey}`, 'Authorization: SSWS <authorization-header>'],
    [`Authorization: ApiKey ${secretKey}==`, 'Authorization: ApiKey <authorization-header>'],
    [
      `login failed for kim, password:${password} rejected`,
      `login failed for kim, password:${named} rejected`,
    ],
    [`pwd: ${password}`, `pwd: ${named}`],
    [`got token:${secretKey}`, `got token:${named}`],
    [`Cookie: lang=de; session=${secretKey}; theme=x`, 'Cookie: lang=de; session=<session-cookie>; theme=x'],
    [
      `set-cookie: sid=s%3A${secretKey}; Path=/; HttpOnly`,
      'set-cookie: sid=<session-cookie>; Path=/; HttpOnly',
    ],
    [`GET /a JSESSIONID=${secretKey} 200`, 'GET /a JSESSIONID=<session-cookie> 200'],
    [`running curl -u kim:${password} https://a.test`, `running curl -u kim:${named} https://a.test`],
    [`exec: "mysql -h db -p${password} shop" failed`, `exec: "mysql -h db -p${named} shop" failed`],
    [`INFO redis-cli -a ${password} ping`, `INFO redis-cli -a ${named} ping`],
    [`db.acme.test:5432:shop:app:${password}`, 'db.acme.test:5432:shop:app:<stored-login>'],
    [`//npm.acme.test/:_auth=${btoa(`kim:${password}`)}`, '//npm.acme.test/:_auth=<stored-login>'],
  ])('%j', (text, expected) => {
    expect(redactedText(null, text, plainly)).toBe(expected);
  });

  it.each([
    [`deactivate the access key ${keyId} of kim; can be approved until 13:12 UTC`],
    [`access_key=${keyId}`],
    ['AROAQ3EGRIQWXYZ456789:kim@acme.test'],
    ['arn:aws:sts::111122223333:assumed-role/deploy/kim@acme.test'],
    ['registry.acme.test/shop/web:1@sha256:abc'],
    ['mailto:kim@acme.test'],
    ['the password of kim was changed'],
    ['postgres://user:password@host/db'],
    ['password: asked for at start'],
    ['vault:secret/data/db#password'],
    [`${keyId}: deactivated by kim`],
    [`${keyId} in 111122223333, last used in eu-west-1 for s3`],
    ['AWS_SECRET_ACCESS_KEY: not set'],
    ['DB_PASSWORD: missing, API_TOKEN: expired, retry 3'],
    ['SESSION_TOKEN: refreshed at 2026-11-24T09:00:00Z'],
    ['next_token: page2of3'],
    [`next_token=${secretKey}`],
    [`"NextToken": "${secretKey}", "pageToken": "${secretKey}"`],
    ['reconciled secret="shop-tls" namespace=shop'],
    ['mounted secret=shop/db-credentials'],
    ['Cookie: lang=de; theme=dark'],
    ['Set-Cookie: AWSALB=abcdefghijkl; Path=/'],
    ['curl -u kim https://a.test'],
    ['curl -sS https://a.test:8443/x'],
    ['password: see page2 of the manual'],
    ['10.0.0.1:5432:shop:up'],
    ['session kim-0a1b2c3d4e5f67890 started'],
    ['the user_token: invalid (401)'],
    ['cache_key: da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['<password-min-length>12</password-min-length>'],
    ['commit da39a3ee5e6b4b0d3255bfef95601890afd80709 by kim'],
  ])('%j stays', (text) => {
    expect(redactedText(null, text, plainly)).toBe(text);
  });
});

describe('what is named', () => {
  it.each([
    [{ DB_PASSWORD: password }, { DB_PASSWORD: named }],
    [
      { name: 'DB_PASSWORD', value: password },
      { name: 'DB_PASSWORD', value: named },
    ],
    [
      { Name: 'DB_PASSWORD', Value: password },
      { Name: 'DB_PASSWORD', Value: named },
    ],
    [
      { key: 'DB_PASSWORD', value: password },
      { key: 'DB_PASSWORD', value: named },
    ],
    [
      { Key: 'DB_PASSWORD', Value: password },
      { Key: 'DB_PASSWORD', Value: named },
    ],
    [
      { Name: 'password', Values: [password] },
      { Name: 'password', Values: [named] },
    ],
    [
      { ParameterKey: 'Password', ParameterValue: password },
      { ParameterKey: 'Password', ParameterValue: named },
    ],
    [{ passwords: { password: [password] } }, { passwords: { password: [named] } }],
    [{ config: { Labels: { token: github } } }, { config: { Labels: { token: '<github-token>' } } }],
    [{ Env: [`DB_PASSWORD=${password}`, 'MODE=fast'] }, { Env: [`DB_PASSWORD=${named}`, 'MODE=fast'] }],
    [
      { command: ['worker', '--password', password, '--retries=3'] },
      { command: ['worker', '--password', named, '--retries=3'] },
    ],
    [{ command: ['mysql', '-u', 'app', `-p${password}`] }, { command: ['mysql', '-u', 'app', `-p${named}`] }],
    [{ command: ['curl', '-u', `kim:${password}`] }, { command: ['curl', '-u', `kim:${named}`] }],
    [
      { command: ['sh', '-c', `sleep 5; mysql -p${password} < x.sql`] },
      { command: ['sh', '-c', `sleep 5; mysql -p${named} < x.sql`] },
    ],
    [{ [github]: 1 }, { '<github-token>': 1 }],
    [
      { AccessKeyId: keyId, SecretAccessKey: password },
      { AccessKeyId: keyId, SecretAccessKey: named },
    ],
  ] as [JsonObject, JsonObject][])('%j', (given, expected) => {
    expect(clean(given)).toEqual(expected);
  });

  it.each([
    [{ name: 'MODE', value: 'fast' }],
    [{ Key: 'team', Value: 'shop' }],
    [{ name: 'password', valueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/db' }],
    [{ list: [1, true, null, 'x'], nested: { deep: [{}] } }],
    [{ SecretName: 'prod/db', TokenTtl: '3600' }],
  ] as [JsonObject][])('%j stays', (given) => {
    expect(clean(given)).toEqual(given);
  });
});

describe('a block of settings in a text', () => {
  it.each([
    ['db:\n  user: shop\n  password: hunter\n', 'db:\n  user: shop\n  password: <named-secret>\n'],
    [
      'could not parse:\r\n  "secret": geheim # old\r\nend',
      'could not parse:\r\n  "secret": <named-secret> # old\r\nend',
    ],
    ['a\nexport DB_PASSWORD="correct horse"\nb', 'a\nexport DB_PASSWORD="<named-secret>"\nb'],
    ['a\npassphrase = correct horse battery\nb', 'a\npassphrase = <named-secret>\nb'],
    ['spring:\n  password: hunter\n  token: none', 'spring:\n  password: <named-secret>\n  token: none'],
    ['db:\n  password: see vault\n', 'db:\n  password: see vault\n'],
    ['db:\n  password: ""\n  passwordFile: /run/x', 'db:\n  password: ""\n  passwordFile: /run/x'],
    ['db:\n  password: $DB_PASSWORD\n', 'db:\n  password: $DB_PASSWORD\n'],
    [
      'def login(\n  password: bytes | None,\n  token: str,\n)',
      'def login(\n  password: bytes | None,\n  token: str,\n)',
    ],
    ['x\npassword = ask(user)\n', 'x\npassword = ask(user)\n'],
    ['# password: hunter\nmode: fast', '# password: hunter\nmode: fast'],
    ['login:\n  password: "Password"\n  secret: true', 'login:\n  password: "Password"\n  secret: true'],
  ])('%j', (text, expected) => {
    expect(redactedText(null, text, plainly)).toBe(expected);
    expect(clean({ message: text })).toEqual({ message: expected });
    expect(clean({ command: ['sh', text] })).toEqual({ command: ['sh', expected] });
  });

  const parts = [
    'password: ',
    'db.secret=',
    'psk="',
    'user: kim',
    '  ',
    '\n',
    '\n- ',
    'hunter',
    password,
    '"',
    "'",
    ' # old',
  ];
  const block = fc
    .array(fc.constantFrom(...parts), { maxLength: 10 })
    .map((some) => `a: 1\n${some.join('')}`);
  it('is never shown where a line of it would be found', () => {
    fc.assert(
      fc.property(block, (text) => {
        const found = findSecretLine(text) !== null;
        if (found) expect(redactedText(null, text, plainly)).not.toBe(text);
      }),
      runs(2000),
    );
  });
});

describe('a snapshot', () => {
  const paging = join('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxIn0.Zq8vR2mT6xKp0wYbQ1w2e3');

  it('keeps the tokens that hold pages together, at the top and nowhere else', () => {
    const page = { nextToken: paging, Marker: 'ABmZqR8vT2mT6xKp0wYb' };
    expect(redacted(page, forSnapshot)).toEqual(page);
    expect(JSON.stringify(redacted({ inner: page }, forSnapshot))).not.toContain(paging);
    expect(JSON.stringify(redacted(page, forShowing))).not.toContain(paging);
  });

  it('is still found to have held credentials, and keeps the hosts of URLs', () => {
    const url = `postgres://shop:${password}@db.acme.internal:5432/shop`;
    const [one, two, three] = ['DB_PASSWORD', 'DATABASE_URL', 'KEY'].map((name, index) => {
      const value = redactedText(name, [password, url, keyId][index] ?? '', forSnapshot);
      return { value, kind: findSecret(name, value)?.kind };
    });
    expect(one).toEqual({ value: 'REDACTED-BY-SEAWALL-named-secret', kind: 'named-secret' });
    expect(two).toEqual({
      value: 'postgres://shop:REDACTED-BY-SEAWALL-url-credentials@db.acme.internal:5432/shop',
      kind: 'url-credentials',
    });
    expect(three).toEqual({ value: keyId, kind: 'aws-access-key' });
  });
});

describe('the journal', () => {
  it('bears what is deep and what is long', () => {
    let deep: JsonObject = {};
    for (let n = 0; n < 5000; n++) deep = { deep };
    expect(JSON.stringify(redacted(deep, forJournal))).toContain('(nested too deep)');
    const long = redacted({ long: 'x y '.repeat(100_000) }, forJournal);
    expect(JSON.stringify(long).length).toBeLessThan(20_000);
  });

  it('says of which kind each was', () => {
    const given: JsonObject = JSON.parse(
      `{"call":{"password":"${password}"},"__proto__":{"api_token":"hT8s-Kq21pLz9xW4"}}`,
    );
    expect(JSON.stringify(redacted(given, forJournal))).toBe(
      '{"call":{"password":"(redacted: named-secret)"},"__proto__":{"api_token":"(redacted: named-secret)"}}',
    );
  });
});

describe('whatever it holds', () => {
  const word = fc.constantFrom(
    password,
    github,
    keyId,
    pem,
    'password',
    'token=',
    'https://a:',
    '@b.test/',
    ' ',
    '"',
    ':',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 6 }).map((parts) => parts.join('')),
  );
  const key = fc.constantFrom('value', 'Value', 'password', 'command', 'x');
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));

  it.each([
    ['snapshot', forSnapshot],
    ['journal', forJournal],
    ['showing', forShowing],
  ])('for the %s a second time changes only what was changed before', (_, redaction) => {
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 4 }), (value) => {
        const once = textsOf(redacted(value, redaction));
        const twice = textsOf(redacted(redacted(value, redaction), redaction));
        const changed = once.filter((one, index) => one !== twice[index]);
        expect(changed.filter((one) => !/redacted/i.test(one))).toEqual([]);
      }),
      runs(1000),
    );
  });

  it('no credential of a known form comes through, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const shown = redactedText(null, `${before} ${github} ${after}`, forShowing);
        expect(shown).not.toContain(github);
      }),
      runs(1000),
    );
  });
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...textsOf(child)]);
}

// One look tells of most texts that none of these finds anything: whatever one of them does find must pass it.
describe('no credential is passed over because of the words around it', () => {
  const said =
    'pswd passwd pw PWD pat creds mnemonic apikey secret ssws bearer basic x-honeycomb-team private-token authorization ' +
    '"auth" _auth login password jdbc:oracle:thin: cookie JSESSIONID identified by setenv( :5432: :*: \' ) , = : " ; @ / :// </ < > ' +
    'kim tcp( db.acme.test .netrc Zm9vYmFyOkZrMy05dlF6LWh3Mg==';
  const words = fc.constantFrom(...said.split(' '), ' ', password, github, keyId, secretKey);
  const parts = [
    ...[keysBehindIds, urlCredentials, authorizationHeaders, storedLogins, sessionCookies, knownForms],
    ...[secretPairs, secretElements, secretCalls, sqlPasswords],
    (text: string) => addressCredentials('endpoint', text),
  ];
  it('of any words', () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 8 }), (some) => {
        const text = some.join('');
        const found = parts.reduce((sum, part) => sum + [...part(text)].length, 0);
        expect([...secretPieces('endpoint', text)].length).toBeGreaterThanOrEqual(found);
      }),
      runs(2000),
    );
  });
});
