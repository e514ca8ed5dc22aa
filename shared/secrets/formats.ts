// Credentials that can be told by their form alone, as their issuers document them. Data.
// SPDX-License-Identifier: Apache-2.0

import { business, clouds, development, models } from './vendor-formats.ts';

export interface SecretFormat {
  readonly kind: string;
  /** Anchored by look-behind to the start of a run of characters, so that matching stays linear. */
  readonly pattern: RegExp;
  /** Where a credential of several lines ends, which the pattern only begins; left open, it goes on to the end of the text. */
  readonly until?: RegExp;
}

// Access key prefixes: IAM User Guide "IAM identifiers" (AKIA long-term, ASIA temporary, ABIA, ACCA bearer and
// context-specific). AIDA, AROA, AIPA and so on are ids of users, roles and profiles: no credentials.
const aws: readonly SecretFormat[] = [
  { kind: 'aws-access-key', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  // Session tokens of STS are base64 of a message that always begins alike (`origin_ec…`, `aws…`).
  {
    kind: 'aws-session-token',
    pattern: /(?<![A-Za-z0-9+/])(?:IQoJb3JpZ2lu|F[Qw]oGZXIvYXdz)[A-Za-z0-9/+=%]{100,4096}/,
  },
  { kind: 'amazon-mws-token', pattern: /(?<![\w.])amzn\.mws\.[0-9a-f]{8}-[0-9a-f-]{27}/ },
];

const forges: readonly SecretFormat[] = [
  { kind: 'github-token', pattern: /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}/ },
  { kind: 'github-token', pattern: /(?<![A-Za-z0-9])github_pat_\w{22,255}/ },
  {
    kind: 'gitlab-token',
    pattern: /(?<![A-Za-z0-9])gl(?:pat|ptt|dt|rt|rtr|cbt|soat|oas|agent|ft|imt|ffct)-[\w-]{20,300}/,
  },
  // Registration tokens of runners begin with this fixed text (GitLab docs, "Token overview").
  { kind: 'gitlab-token', pattern: /(?<![A-Za-z0-9])GR1348941[\w-]{20,60}/ },
  { kind: 'npm-token', pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
  { kind: 'pypi-token', pattern: /(?<![A-Za-z0-9])pypi-AgE[IN][\w-]{50,500}/ },
  { kind: 'docker-token', pattern: /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[\w-]{20,100}/ },
  { kind: 'rubygems-token', pattern: /(?<![A-Za-z0-9])rubygems_[0-9a-f]{48}/ },
];

const services: readonly SecretFormat[] = [
  { kind: 'slack-token', pattern: /(?<![A-Za-z0-9])xox[abeoprs]-[\w-]{10,255}/ },
  { kind: 'slack-token', pattern: /(?<![A-Za-z0-9])xapp-\d-[\w-]{20,255}/ },
  {
    kind: 'slack-webhook',
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/T\w{6,20}\/[AB]\w{6,20}\/[\w/]{16,100}/,
  },
  { kind: 'stripe-key', pattern: /(?<![A-Za-z0-9])[rs]k_(?:live|test|prod)_[A-Za-z0-9]{16,255}/ },
  { kind: 'stripe-key', pattern: /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=]{24,100}/ },
  { kind: 'google-api-key', pattern: /(?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])/ },
  { kind: 'google-oauth-token', pattern: /(?<![\w.])ya29\.[\w-]{30,1024}/ },
  { kind: 'google-oauth-secret', pattern: /(?<![A-Za-z0-9])GOCSPX-[\w-]{20,60}/ },
  // A refresh token; the ends of paths and dates (`1//2`) are shorter.
  { kind: 'google-oauth-token', pattern: /(?<![\w/.:-])1\/\/0[A-Za-z0-9_-]{40,512}(?![\w/.-])/ },
  { kind: 'sendgrid-key', pattern: /(?<![A-Za-z0-9])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/ },
  { kind: 'twilio-key', pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/ },
  { kind: 'anthropic-key', pattern: /(?<![A-Za-z0-9])sk-ant-[\w-]{20,255}/ },
  { kind: 'openai-key', pattern: /(?<![A-Za-z0-9])sk-(?:proj|svcacct|admin)-[\w-]{20,255}/ },
  { kind: 'openai-key', pattern: /(?<![A-Za-z0-9])sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}/ },
  { kind: 'huggingface-token', pattern: /(?<![A-Za-z0-9])(?:hf|api_org)_[A-Za-z0-9]{30,60}(?![A-Za-z0-9])/ },
  { kind: 'vault-token', pattern: /(?<![A-Za-z0-9])hv[sbr]\.[\w-]{24,300}/ },
  { kind: 'digitalocean-token', pattern: /(?<![A-Za-z0-9])do[oprt]_v1_[0-9a-f]{64}/ },
  { kind: 'shopify-token', pattern: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/ },
  // Base64 of `{"k":"`: API keys as Grafana made them before service accounts.
  { kind: 'grafana-token', pattern: /(?<![A-Za-z0-9])eyJrIjoi[A-Za-z0-9+/]{70,400}={0,2}/ },
  { kind: 'grafana-token', pattern: /(?<![A-Za-z0-9])glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}/ },
  { kind: 'atlassian-token', pattern: /(?<![A-Za-z0-9])AT(?:ATT|CTT)3[\w=-]{60,300}/ },
  { kind: 'databricks-token', pattern: /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?![A-Za-z0-9])/ },
  { kind: 'telegram-token', pattern: /(?<![A-Za-z0-9:])\d{8,10}:AA[\w-]{33}(?![\w-])/ },
  {
    kind: 'new-relic-key',
    pattern: /(?<![A-Za-z0-9])(?:NR(?:AK|AA)-[A-Za-z0-9]{27}|NRII-[A-Za-z0-9-]{27,32})/,
  },
  // License keys of today: 40 characters, the last four of them these (New Relic docs, "New Relic API keys").
  { kind: 'new-relic-key', pattern: /(?<![A-Za-z0-9])[0-9a-f]{36}NRAL(?![A-Za-z0-9])/ },
];

const azure: readonly SecretFormat[] = [
  // Client secrets of Entra ID: three characters, a digit, `Q~`, in all 37 to 40.
  { kind: 'azure-client-secret', pattern: /(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}(?![\w.~-])/ },
  // Keys that Azure can be told by: 52 characters, this mark, when and for which service they were made (Azure DevOps's too).
  {
    kind: 'azure-key',
    pattern:
      /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{52}JQQJ9[9DH][A-Za-z0-9+/]{26}(?:[A-Za-z0-9+/]{2}==)?(?![\w+/=])/,
  },
  // Keys of storage accounts, Cosmos, Service Bus and others bear the mark of the service before their checksum.
  {
    kind: 'azure-key',
    pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}(?:\+ASt|\+ABa|ACDb|\+AMC|APIM)[A-Za-z0-9+/]{6}==/,
  },
  {
    kind: 'azure-key',
    pattern:
      /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{33}(?:\+ASb|\+AEh|\+ARm|AIoT|AzCa|AzEG)[A-Za-z0-9+/]{6}=(?![\w+/=])/,
  },
  // A shared access signature: the version of the service and a signature in one query string.
  {
    kind: 'azure-sas',
    pattern: /(?<=&sig=)[A-Za-z0-9%/+]{40,200}(?<=[?&]s[vr]=[^\s"'<>]{1,800}&sig=[A-Za-z0-9%/+]{40,200})/,
  },
];

/** Addresses that let anybody who knows them post. */
const webhooks: readonly SecretFormat[] = [
  { kind: 'discord-webhook', pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,100}/ },
  {
    kind: 'teams-webhook',
    pattern: /\.webhook\.office\.com\/webhookb2\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}/,
  },
  {
    kind: 'zapier-webhook',
    pattern: /(?<![\w.-])hooks\.zapier\.com\/hooks\/catch\/\d{4,12}\/[a-z0-9]{6,20}/,
  },
];

/** Keys and tokens that are meant for browsers and apps, as their issuers say; and names of things in the same form. */
export const publishable: readonly RegExp[] = [
  /^pk_(?:live|test)_/,
  /^pk\.eyJ/,
  /^sb_publishable_/,
  /^ph[ch]_/,
  /^pk-lf-/,
  /^pub[0-9a-f]{32}$/,
  /^(?:pub|sub)-c-/,
  /^rzp_(?:live|test)_/,
  /^NRJS-/,
  /^mob-[0-9a-f]{8}-/,
  /^6L[\w-]{38}$/,
  /^(?:acct|cus|price|prod|sub|plan|evt|seti|cs)_[A-Za-z0-9]{8,}$/,
  /^(?:AROA|AIDA|AIPA|AGPA|ANPA|ANVA|ASCA|APKA)[A-Z0-9]{16}$/,
];

const general: readonly SecretFormat[] = [
  {
    kind: 'private-key',
    pattern: /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/,
    until: /-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/,
  },
  // The same keys without a frame: DER in base64, of PKCS #8 (RSA, EC, Ed25519), PKCS #1 and SEC 1 (RFC 5208, 8017, 5915).
  {
    kind: 'private-key',
    pattern:
      /(?<![A-Za-z0-9+/])(?:MI[I-L][A-Za-z0-9+/]{2}[AQgw]IBAD(?:ANBgkqhkiG9w0BAQEFAASC|CB)|MI[I-L][A-Za-z0-9+/]{2}[AQgw]IBAAKC|M[EIH][A-Za-z0-9+/]{1,2}AgEAMB[AM]GByqGSM49|MC4CAQAwBQYDK2V|M[Hi][A-Za-z0-9+/]CAQEEI)[A-Za-z0-9+/]{40,8192}={0,2}/,
  },
  // PKCS #12 (RFC 7292): version 3, then the contents; and Java's own key stores by their magic number.
  {
    kind: 'key-store',
    pattern:
      /(?<![A-Za-z0-9+/])(?:MI[I-L][A-Za-z0-9+/]{2}[AQgw]IBAzCC|\/u3\+7QAAAA)[A-Za-z0-9+/]{200,65536}={0,2}/,
  },
  { kind: 'private-key', pattern: /PuTTY-User-Key-File-[23]:/, until: /Private-MAC: {0,3}[0-9a-f]{1,128}/ },
  { kind: 'private-key', pattern: /(?<![A-Za-z0-9])AGE-SECRET-KEY-1[A-Z0-9]{50,70}/ },
  {
    kind: 'jwt',
    pattern: /(?<![\w.-])eyJ[\w-]{8,4096}\.eyJ[\w-]{8,16384}\.[\w-]{8,4096}/,
  },
];

export const secretFormats: readonly SecretFormat[] = [
  ...general,
  ...aws,
  ...azure,
  ...forges,
  ...services,
  ...clouds,
  ...development,
  ...models,
  ...business,
  ...webhooks,
];

/** How a PEM private key begins when its text was encoded in base64, cut to whole groups of three bytes. */
export const encodedPrivateKeys: readonly string[] = [
  '',
  'RSA ',
  'EC ',
  'DSA ',
  'OPENSSH ',
  'ENCRYPTED ',
  'PGP ',
]
  .map((type) => `-----BEGIN ${type}PRIVATE KEY`)
  .map((header) => btoa(header.slice(0, header.length - (header.length % 3))));

/** `vault:…`, `ssm:/…`: schemes of resolvers, after which comes the name of a secret rather than the secret. */
export const referenceSchemes: ReadonlySet<string> = new Set([
  'akv',
  'arn',
  'asm',
  'aws-secretsmanager',
  'aws-ssm',
  'awssm',
  'azurekeyvault',
  'bao',
  'berglas',
  'conjur',
  'doppler',
  'env',
  'file',
  'gcp-sm',
  'gcpsm',
  'gsm',
  'infisical',
  'keyvault',
  'kms',
  'kubernetes',
  'op',
  'parameterstore',
  'secret',
  'secretref',
  'secretsmanager',
  'sm',
  'sops',
  'ssm',
  'ssm-secure',
  'vault',
]);
