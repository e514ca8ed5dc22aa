// A certificate authority for signers of Notation, its revocation lists, and a timestamping authority, all of them by openssl.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const configuration = `
[ca]
default_ca = own
[own]
dir = .
database = index.txt
new_certs_dir = .
certificate = root.crt
private_key = root.key
serial = serial
crlnumber = crlnumber
default_md = sha256
policy = any
[any]
countryName = optional
stateOrProvinceName = optional
organizationName = optional
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
CN = nobody
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
[stamping]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[signing]
keyUsage = critical,digitalSignature
extendedKeyUsage = codeSigning
[changes]
2.5.29.27 = critical,DER:02:01:01
[indirect]
issuingDistributionPoint = critical,@indirect_point
[indirect_point]
indirectCRL = TRUE
[point]
issuingDistributionPoint = critical,@own_point
[own_point]
fullname = URI:http://crl.acme.test/list.crl
[tsa]
default_tsa = own_tsa
[own_tsa]
serial = tsa-serial
signer_cert = stamp.crt
certs = stamps.crt
signer_key = stamp.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256,sha384,sha512
accuracy = secs:1,millisecs:500
ess_cert_id_alg = sha256
`;

export interface Authority {
  /** Roots in PEM. */
  readonly root: string;
  readonly timestampRoot: string;
  /** A key for some days, which Notation in `configured` signs with by this name. */
  issue(name: string, configured: string): Promise<void>;
  /** A list in PEM. */
  list(wanted: WantedList): Promise<string>;
  /** Arguments that have Notation get a timestamp; `stop` ends the server behind them. */
  stamping(): Promise<{ readonly arguments: readonly string[]; stop(): void }>;
}

export interface WantedList {
  /** In so many it is to be replaced. */
  readonly hours: number;
  /** Whom it names. */
  readonly revoked?: string;
  /** Since when the key is known to be somebody else’s. */
  readonly invalidFrom?: Date;
  /** A list of changes alone, one of other authorities’ certificates, or one that says where it is to be had. */
  readonly form?: 'changes' | 'indirect' | 'point';
  /** The authority of timestamps, in place of that of signers. */
  readonly ofStamps?: boolean;
}

export async function authorityIn(folder: string): Promise<Authority> {
  mkdirSync(folder, { recursive: true });
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
  const openssl = (...args: readonly string[]) => run('openssl', [...args], { cwd: folder });
  for (const [name, content] of Object.entries({ 'openssl.cnf': configuration, 'index.txt': '' }))
    write(name, content);
  for (const name of ['serial', 'crlnumber', 'tsa-serial']) write(name, '1000\n');
  const config = ['-config', 'openssl.cnf'];
  // Most authorities that stamp have RSA.
  const newKey = (name: string) =>
    name === 'stamp' ? ['-newkey', 'rsa:2048'] : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const authority = ['ca', ...config, '-batch', '-notext'];
  /** Valid since yesterday: a timestamp is as exact as it says, before and after. */
  const yesterday = ['-startdate', opensslTime(new Date(Date.now() - 86_400_000))];
  const certify = async (name: string, subject: string, use: string, more: readonly string[]) => {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`];
    await openssl('req', ...config, ...newKey(name), '-nodes', ...files, '-subj', subject);
    const extensions = ['-extfile', 'openssl.cnf', '-extensions', use];
    const wanted = ['-in', `${name}.csr`, '-out', `${name}.crt`, ...extensions, ...yesterday];
    await openssl(...authority, ...wanted, ...more);
  };
  const asRoot = (name: string) => ['-selfsign', '-keyfile', `${name}.key`, '-days', '3650'];
  await certify('root', '/C=US/ST=WA/O=Acme/CN=acme root', 'authority', asRoot('root'));
  await certify('stamps', '/C=US/ST=WA/O=Stamps/CN=stamps root', 'authority', asRoot('stamps'));
  const byStamps = ['-cert', 'stamps.crt', '-keyfile', 'stamps.key', '-days', '365'];
  await certify('stamp', '/C=US/ST=WA/O=Stamps/CN=stamp 1', 'stamping', byStamps);
  return {
    ...{ root: text('root.crt'), timestampRoot: text('stamps.crt') },
    async issue(name, configured) {
      await certify(name, `/C=US/ST=WA/O=Acme/CN=${name}`, 'signing', ['-days', '7']);
      write(`${name}.chain.crt`, text(`${name}.crt`) + text('root.crt'));
      const key = {
        name,
        keyPath: join(folder, `${name}.key`),
        certPath: join(folder, `${name}.chain.crt`),
      };
      const file = join(configured, 'signingkeys.json');
      const known: { keys: object[] } = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...known, keys: [...known.keys, key] }));
    },
    async list({ hours, revoked, invalidFrom, ofStamps, form }) {
      const before = text('index.txt');
      const reason = invalidFrom === undefined ? [] : ['-crl_compromise', opensslTime(invalidFrom)];
      if (revoked !== undefined) await openssl(...authority, '-revoke', `${revoked}.crt`, ...reason);
      const by = ofStamps === true ? ['-cert', 'stamps.crt', '-keyfile', 'stamps.key'] : [];
      const extensions = form === undefined ? [] : ['-crlexts', form];
      const wanted = ['-gencrl', '-crlhours', String(hours), ...by, ...extensions];
      await openssl(...authority, ...wanted, '-out', 'list.crl');
      write('index.txt', before);
      return text('list.crl');
    },
    async stamping() {
      const server = createServer(async (asked, answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of asked) chunks.push(Buffer.from(chunk));
        writeFileSync(join(folder, 'query.tsq'), Buffer.concat(chunks));
        await openssl('ts', '-reply', ...config, '-queryfile', 'query.tsq', '-out', 'reply.tsr');
        answer.setHeader('content-type', 'application/timestamp-reply');
        answer.end(readFileSync(join(folder, 'reply.tsr')));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}`;
      return {
        arguments: ['--timestamp-url', url, '--timestamp-root-cert', join(folder, 'stamps.crt')],
        stop: () => void server.close(),
      };
    },
  };
}

/** `20261130120000Z`. */
function opensslTime(time: Date): string {
  return time.toISOString().replace(/[-:T]|\.\d+/g, '');
}
