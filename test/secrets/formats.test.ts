// Tokens by the forms that their issuers publish, put together here so that no scanner takes this file for a leak.
import { describe, expect, it } from 'vitest';
import { secretFormats } from '../../shared/secrets/formats.ts';
import { forShowing, redactedText } from '../../shared/secrets/redact.ts';
import { findSecret } from '../../shared/secrets/secrets.ts';

const take = (alphabet: string, length: number, seed = 7) =>
  Array.from({ length }, (_, index) => alphabet[(index * seed + index * index + 3) % alphabet.length]).join(
    '',
  );
const hex = (length: number) => take('0123456789abcdef', length, 5);
const low = (length: number) => take('abcdefghijklmnopqrstuvwxyz0123456789', length);
const up = (length: number) => take('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', length);
const mixed = (length: number) =>
  take('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', length, 11);
const uuid = () => [8, 4, 4, 4, 12].map((length) => hex(length)).join('-');
const of = (...parts: readonly string[]) => parts.join('');

const tokens: Readonly<Record<string, string>> = {
  'amazon-bedrock-key': of('AB', 'SK', mixed(120)),
  'alibaba-access-key': of('LT', 'AI', mixed(20)),
  'pulumi-token': of('pul', '-', hex(40)),
  'terraform-token': of(mixed(14), '.atlas', 'v1.', mixed(67)),
  'fly-token': of('fm', '2_', mixed(80)),
  'planetscale-token': of('pscale', '_tkn_', mixed(43)),
  'supabase-token': of('sb', 'p_', hex(40)),
  'neon-token': of('na', 'pi_', low(64)),
  'mongodb-atlas-secret': of('mdb_sa', '_sk_', mixed(40)),
  'confluent-secret': of('cf', 'lt', mixed(60)),
  'elastic-cloud-key': of('es', 'su_', mixed(60)),
  'netlify-token': of('nf', 'p_', mixed(36)),
  'vercel-token': of('vercel_blob', '_rw_', mixed(16), '_', mixed(30)),
  'render-key': of('rn', 'd_', mixed(32)),
  'heroku-key': of('HR', 'KU-', uuid()),
  'deno-deploy-token': of('dd', 'p_', mixed(36)),
  'tailscale-key': of('ts', 'key-auth-', mixed(12), '-', mixed(32)),
  'cloudflare-origin-ca-key': of('v1', '.0-', hex(24), '-', hex(146)),
  'scalingo-token': of('tk', '-us-', mixed(48)),
  'yandex-key': of('AQ', 'VN', mixed(35)),
  'clickhouse-key': of('4b', '1d', mixed(38)),
  'openshift-token': of('sha', '256~', mixed(43)),
  'defined-networking-key': of('dn', 'key-', up(26), '-', up(52)),
  'prefect-key': of('pn', 'u_', mixed(36)),
  'dynatrace-token': of('dt0', 'c01.', up(24), '.', up(64)),
  'jfrog-token': of('cmVm', 'dGtu', mixed(56)),
  'bitbucket-token': of('AT', 'BB', mixed(32)),
  'buildkite-token': of('bk', 'ua_', hex(40)),
  'circleci-token': of('CCI', 'PAT_', mixed(22), '_', hex(40)),
  'sonar-token': of('sq', 'p_', hex(40)),
  'sourcegraph-token': of('sg', 'p_', hex(40)),
  'sentry-token': of('sntr', 'ys_', mixed(90)),
  'grafana-cloud-token': of('gl', 'c_', mixed(80)),
  'honeycomb-key': of('hca', 'ik_01', low(56)),
  'axiom-token': of('xa', 'at-', uuid()),
  'launchdarkly-key': of('sd', 'k-', uuid()),
  'posthog-key': of('ph', 'x_', mixed(43)),
  'postman-key': of('PM', 'AK-', hex(24), '-', hex(34)),
  'doppler-token': of('dp', '.pt.', mixed(43)),
  'infisical-token': of('s', 't.', hex(24), '.', hex(32), '.', hex(32)),
  '1password-secret-key': of('A', '3-', up(6), '-', up(11), ...[5, 5, 5].map((length) => `-${up(length)}`)),
  'authress-key': of('sc', '_', low(20), '.', low(4), '.acc_', low(12), '.', mixed(40)),
  'infracost-key': of('ic', 'o-', mixed(32)),
  'maxmind-key': of(mixed(6), '_', mixed(29), '_mm', 'k'),
  '1password-token': of('op', 's_', 'eyJ', mixed(200)),
  'harness-token': of('pa', 't.', mixed(22), '.', hex(24), '.', mixed(20)),
  'octopus-key': of('AP', 'I-', up(30)),
  'nuget-key': of('oy', '2', low(43)),
  'crates-token': of('ci', 'o', mixed(32)),
  'clojars-token': of('CLOJ', 'ARS_', low(60)),
  'packagist-token': of('packagist', '_ort_', hex(68)),
  'linear-key': of('lin', '_api_', mixed(40)),
  'readme-key': of('rd', 'me_', low(70)),
  'wakatime-key': of('wa', 'ka_', uuid()),
  'groq-key': of('gs', 'k_', mixed(52)),
  'replicate-token': of('r', '8_', mixed(37)),
  'perplexity-key': of('pp', 'lx-', mixed(48)),
  'xai-key': of('xa', 'i-', mixed(80)),
  'deepseek-key': of('sk', '-', hex(32)),
  'openrouter-key': of('sk', '-or-v1-', hex(64)),
  'langsmith-key': of('lsv2', '_pt_', hex(32), '_', hex(10)),
  'langfuse-key': of('sk', '-lf-', uuid()),
  'pinecone-key': of('pc', 'sk_', mixed(66)),
  'tavily-key': of('tv', 'ly-dev-', mixed(32)),
  'elevenlabs-key': of('s', 'k_', hex(48)),
  'cerebras-key': of('cs', 'k-', low(48)),
  'together-key': of('tgp', '_v1_', mixed(43)),
  'firecrawl-key': of('f', 'c-', hex(32)),
  'jina-key': of('ji', 'na_', hex(32), mixed(28)),
  'e2b-key': of('e2', 'b_', hex(40)),
  'snyk-token': of('snyk', '_uat.', hex(8), '.', mixed(60)),
  'apify-token': of('apify', '_api_', mixed(36)),
  'nvidia-key': of('nv', 'api-', mixed(64)),
  'mailgun-key': of('ke', 'y-', hex(32)),
  'mailchimp-key': of(hex(32), '-us', '12'),
  'brevo-key': of('xkey', 'sib-', hex(64), '-', mixed(16)),
  'resend-key': of('r', 'e_', mixed(8), '_', mixed(24)),
  'square-token': of('sq0', 'csp-', mixed(43)),
  'braintree-token': of('access_token', '$production$', low(16), '$', hex(32)),
  'flutterwave-key': of('FLW', 'SECK-', hex(32), '-X'),
  'plaid-token': of('access', '-production-', uuid()),
  'lob-key': of('li', 've_', hex(35)),
  'easypost-key': of('EZ', 'AK', mixed(54)),
  'shippo-token': of('shippo', '_live_', hex(40)),
  'duffel-token': of('duffel', '_live_', mixed(43)),
  'airtable-token': of('pa', 't', mixed(14), '.', hex(64)),
  'notion-token': of('nt', 'n_', mixed(46)),
  'figma-token': of('fi', 'gd_', mixed(40)),
  'dropbox-token': of('s', 'l.', mixed(135)),
  'contentful-token': of('CF', 'PAT-', mixed(43)),
  'typeform-token': of('tf', 'p_', mixed(59)),
  'asana-token': of('1/', take('1234567890', 16), ':', hex(32)),
  'hubspot-token': of('pat', '-na1-', uuid()),
  'intercom-token': of('dG9', 'rO', mixed(54)),
  'trello-token': of('AT', 'TA', hex(64)),
  'stytch-secret': of('secret', '-live-', mixed(36)),
  'mapbox-secret-token': of('sk', '.eyJ', mixed(60), '.', mixed(22)),
  'adobe-secret': of('p8', 'e-', mixed(32)),
  'frameio-token': of('fio', '-u-', mixed(64)),
  'twitter-token': of('A'.repeat(22), mixed(80), '%3D'),
  'aws-session-token': of('IQoJb3Jp', 'Z2luX2VjE', mixed(120)),
  'azure-key': of(mixed(52), 'JQQJ', '99BA', mixed(24)),
  'zapier-webhook': of('hooks.zapier', '.com/hooks/catch/', '1234567/', low(7)),
  'cloudflare-token': of('cf', 'ut_', mixed(40), hex(8)),
  'tencent-key': of('AK', 'ID', mixed(32)),
  'aiven-password': of('AV', 'NS_', mixed(19)),
  'cockroach-key': of('CC', 'DB1_', mixed(22), '_', mixed(40)),
  'akamai-token': of('ak', 'ab-', low(16), '-', low(16)),
  'dbt-token': of('db', 'tc_', mixed(43)),
  'jetbrains-token': of('per', 'm:', mixed(12), '.', mixed(10), '.', mixed(30)),
  'clickup-token': of('p', 'k_', '12345678_', up(32)),
  'llamacloud-key': of('ll', 'x-', mixed(48)),
  'mailersend-token': of('ml', 'sn.', hex(64)),
  'klarna-key': of('klarna', '_live_api_', mixed(60)),
  'mollie-key': of('li', 've_', mixed(30)),
  'adafruit-key': of('ai', 'o_', mixed(28)),
  'discord-token': of('MTE4', 'NTI3', 'NjAy', 'MzQ4', 'OTEy', 'NjM0', '.GhT3aQ.', mixed(38)),
  'firebase-server-key': of('AA', 'AA', mixed(7), ':APA', '91b', mixed(134)),
  'matrix-token': of('sy', 't_', mixed(8), '_', take('abcdefghijklmnopqrstuvwxyz', 20), '_', mixed(6)),
  'facebook-token': of('EA', 'AM', mixed(120)),
};

/** Forms that secrets.test.ts shows. */
const elsewhere: ReadonlySet<string> = new Set(
  (
    'private-key key-store jwt aws-access-key amazon-mws-token azure-client-secret azure-sas github-token gitlab-token npm-token ' +
    'pypi-token docker-token rubygems-token slack-token slack-webhook stripe-key google-api-key google-oauth-token ' +
    'google-oauth-secret sendgrid-key twilio-key anthropic-key openai-key huggingface-token vault-token ' +
    'digitalocean-token shopify-token grafana-token atlassian-token databricks-token telegram-token new-relic-key ' +
    'discord-webhook teams-webhook'
  ).split(' '),
);

describe('formats of vendors', () => {
  it('are all shown here or beside it, of more than 60 services', () => {
    const kinds = [...new Set(secretFormats.map(({ kind }) => kind))];
    expect(kinds.filter((kind) => !elsewhere.has(kind)).toSorted()).toEqual(Object.keys(tokens).toSorted());
    expect(kinds.length).toBeGreaterThan(100);
  });

  it.each(Object.entries(tokens))('%s: alone, in a text, and taken out of it', (kind, token) => {
    expect(findSecret('SETTING', token)?.kind).toBe(kind);
    expect(findSecret(null, `use ${token} for it`)?.kind).toBe(kind);
    expect(redactedText(null, `use ${token} for it`, forShowing)).not.toContain(token.slice(-12));
    // One character in front makes another word of it.
    expect(findSecret(null, `x${token}`)?.kind).not.toBe(kind);
  });

  it.each([
    ['mailgun-key', of(hex(32), '-', hex(8), '-', hex(8))],
    ['google-oauth-token', of('1/', '/0', mixed(60))],
    ['gitlab-token', of('glo', 'as-', mixed(64))],
    ['pypi-token', of('pypi', '-AgENdGVzdC5weXBpLm9yZw', mixed(60))],
    ['brevo-key', of('xsmtp', 'sib-', hex(64), '-', mixed(16))],
    ['cloudflare-token', of('cf', 'k_', mixed(40), hex(8))],
    ['azure-key', of(mixed(76), '+A', 'St', mixed(6), '==')],
    ['azure-key', of(mixed(33), '+A', 'Sb', mixed(6), '=')],
    ['azure-key', of(mixed(33), 'AI', 'oT', mixed(6), '=')],
    ['aws-session-token', of('FwoG', 'ZXIvYXdz', mixed(160), '=')],
    ['square-token', of('EA', 'AA', mixed(60))],
    ['new-relic-key', of(hex(36), 'NR', 'AL')],
    ['new-relic-key', of('NR', 'II-', mixed(20), '-', mixed(11))],
    ['grafana-token', of('eyJr', 'Ijoi', mixed(90), '==')],
    ['huggingface-token', of('api', '_org_', mixed(34))],
    ['harness-token', of('sa', 't.', mixed(22), '.', mixed(24), '.', mixed(20))],
  ])('%s in another form', (kind, token) => {
    expect(findSecret('SETTING', token)?.kind).toBe(kind);
  });

  it.each([
    ['IV', of('A'.repeat(24), mixed(90))],
    ['ZEROES', of('A'.repeat(120))],
    ['CHECKSUM', of('sha256:', hex(64))],
    ['PUBLIC', of('MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA', mixed(300))],
    ['CERTIFICATE', of('MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa', mixed(300))],
    ['REQUEST', of('MIICijCCAXICAQAwRTELMAkGA1UEBhMC', mixed(300))],
    ['PUBLIC', of('MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE', mixed(88))],
    ['INTEGRITY', of('sha512-', mixed(86), '==')],
    ['REPORT', of('https://acme.test/2026/1/', '/0', low(20))],
    ['ASSEMBLY', of('Orders.Model', '.Shared.', mixed(30))],
    ['KEY_ID', of('AK', 'ID-', hex(12))],
    ['STREAM', of('live', '_', 'orders_of_the_day')],
    ['REQUEST_ID', of(hex(32), '-', hex(8))],
  ])('are not seen in %s %s', (name, text) => {
    expect(findSecret(name, text)).toBeNull();
  });

  it.each([
    ['STRIPE_KEY', of('pk_', 'live_', mixed(40))],
    ['STRIPE_PUBLISHABLE_KEY', of('pk_', 'test_', mixed(24))],
    ['MAPBOX_TOKEN', of('pk', '.eyJ', mixed(60), '.', mixed(22))],
    ['SUPABASE_KEY', of('sb_', 'publishable_', mixed(31))],
    ['POSTHOG_KEY', of('ph', 'c_', mixed(43))],
    ['LANGFUSE_KEY', of('pk', '-lf-', uuid())],
    ['DD_CLIENT_TOKEN', of('pub', hex(32))],
    ['PUBNUB_KEY', of('sub', '-c-', uuid())],
    ['RECAPTCHA_KEY', of('6L', mixed(38))],
    ['STRIPE_PRICE_KEY', of('price', '_', mixed(24))],
    ['ROLE_TOKEN', of('AR', 'OA', up(16))],
    ['HTPASSWD', of('ops:', '$apr1$', mixed(8), '$', mixed(22))],
    ['BASIC_AUTH', of('ops:', '$2y$', '10$', mixed(53))],
    ['DASHBOARD_PASSWORD', of('admin:{SHA}', mixed(27), '=')],
  ])('%s holds nothing secret', (name, value) => {
    expect(findSecret(name, value)).toBeNull();
  });
});
