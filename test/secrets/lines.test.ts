// Files of settings: the line that holds a credential is found, whatever the notation.
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
    ['x\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n', 2, 'private-key'],
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
    'error.password.required=A password is required',
    '',
  ])('%j holds none', (text) => {
    expect(findSecretLine(text)).toBeNull();
  });
});
