// Tokens of further vendors by their form, as their documentation shows them and published scanners look for them. Data.
// Which were compared with the rules of gitleaks: docs/precision.md.
// SPDX-License-Identifier: Apache-2.0
import type { SecretFormat } from './formats.ts';

// Clouds, hosting and infrastructure, as their documentation shows the tokens.
export const clouds: readonly SecretFormat[] = [
  { kind: 'amazon-bedrock-key', pattern: /(?<![A-Za-z0-9])ABSK[A-Za-z0-9+/]{100,300}={0,2}/ },
  { kind: 'alibaba-access-key', pattern: /(?<![A-Za-z0-9])LTAI[A-Za-z0-9]{16,24}(?![A-Za-z0-9])/ },
  { kind: 'pulumi-token', pattern: /(?<![A-Za-z0-9])pul-[0-9a-f]{40}/ },
  { kind: 'terraform-token', pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,100}/ },
  { kind: 'fly-token', pattern: /(?<![A-Za-z0-9])(?:fm[12][ar]?_[\w+/=-]{40,1000}|fo1_[\w-]{40,60})/ },
  { kind: 'planetscale-token', pattern: /(?<![A-Za-z0-9])pscale_(?:tkn|pw|oauth)_[\w.-]{32,100}/ },
  { kind: 'supabase-token', pattern: /(?<![A-Za-z0-9])(?:sbp_[0-9a-f]{40}|sb_secret_[\w-]{20,60})/ },
  { kind: 'neon-token', pattern: /(?<![A-Za-z0-9])napi_[a-z0-9]{60,80}/ },
  { kind: 'mongodb-atlas-secret', pattern: /(?<![A-Za-z0-9])mdb_sa_sk_[\w-]{30,60}/ },
  { kind: 'confluent-secret', pattern: /(?<![A-Za-z0-9])cflt[A-Za-z0-9+/]{60}/ },
  { kind: 'elastic-cloud-key', pattern: /(?<![A-Za-z0-9])essu_[A-Za-z0-9+/]{40,200}={0,2}/ },
  { kind: 'netlify-token', pattern: /(?<![A-Za-z0-9])nf[bcopu]_[A-Za-z0-9_]{36,60}/ },
  { kind: 'vercel-token', pattern: /(?<![A-Za-z0-9])vercel_blob_rw_[A-Za-z0-9]{10,30}_[A-Za-z0-9]{20,60}/ },
  { kind: 'render-key', pattern: /(?<![A-Za-z0-9])rnd_[A-Za-z0-9]{28,60}/ },
  { kind: 'heroku-key', pattern: /(?<![A-Za-z0-9])HRKU-[\w-]{36,80}/ },
  { kind: 'deno-deploy-token', pattern: /(?<![A-Za-z0-9])dd[op]_[A-Za-z0-9]{36}/ },
  {
    kind: 'tailscale-key',
    pattern: /(?<![A-Za-z0-9])tskey-[a-z]{3,10}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{16,60}/,
  },
  { kind: 'cloudflare-origin-ca-key', pattern: /(?<![A-Za-z0-9])v1\.0-[0-9a-f]{24}-[0-9a-f]{140,150}/ },
  // Cloudflare documentation, "Token formats": keys, tokens of users and of accounts, each with a checksum.
  { kind: 'cloudflare-token', pattern: /(?<![A-Za-z0-9])cf(?:k|ut|at)_[A-Za-z0-9]{46,50}(?![A-Za-z0-9])/ },
  { kind: 'tencent-key', pattern: /(?<![A-Za-z0-9])AKID[A-Za-z0-9]{32}(?![A-Za-z0-9])/ },
  { kind: 'aiven-password', pattern: /(?<![A-Za-z0-9])AVNS_[\w-]{15,40}/ },
  { kind: 'cockroach-key', pattern: /(?<![A-Za-z0-9])CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}/ },
  { kind: 'akamai-token', pattern: /(?<![A-Za-z0-9])akab-[a-z0-9]{16}-[a-z0-9]{16}(?![A-Za-z0-9])/ },
  { kind: 'scalingo-token', pattern: /(?<![A-Za-z0-9])tk-us-[\w-]{48}/ },
  { kind: 'yandex-key', pattern: /(?<![A-Za-z0-9])AQVN[\w-]{35,38}/ },
  { kind: 'clickhouse-key', pattern: /(?<![A-Za-z0-9])4b1d[A-Za-z0-9]{38}(?![A-Za-z0-9])/ },
  { kind: 'openshift-token', pattern: /(?<![A-Za-z0-9])sha256~[\w-]{43}(?![\w-])/ },
  { kind: 'defined-networking-key', pattern: /(?<![A-Za-z0-9])dnkey-[\w=-]{26}-[\w=-]{52}/ },
  { kind: 'prefect-key', pattern: /(?<![A-Za-z0-9])pn[ub]_[A-Za-z0-9]{36}/ },
  { kind: 'dynatrace-token', pattern: /(?<![A-Za-z0-9])dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}/ },
];

// What builds, ships and watches software.
export const development: readonly SecretFormat[] = [
  { kind: 'jfrog-token', pattern: /(?<![A-Za-z0-9])(?:cmVmdGtu[A-Za-z0-9]{50,80}|AKCp[A-Za-z0-9]{60,80})/ },
  { kind: 'bitbucket-token', pattern: /(?<![A-Za-z0-9])ATBB[A-Za-z0-9]{32}/ },
  { kind: 'buildkite-token', pattern: /(?<![A-Za-z0-9])bkua_[0-9a-f]{40}/ },
  { kind: 'circleci-token', pattern: /(?<![A-Za-z0-9])CCI(?:PAT|PRJ)_[A-Za-z0-9]{20,24}_[0-9a-f]{40}/ },
  { kind: 'sonar-token', pattern: /(?<![A-Za-z0-9])sq[apu]_[0-9a-f]{40}/ },
  { kind: 'sourcegraph-token', pattern: /(?<![A-Za-z0-9])sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}/ },
  { kind: 'sentry-token', pattern: /(?<![A-Za-z0-9])(?:sntrys_[\w+/=-]{40,300}|sntryu_[0-9a-f]{64})/ },
  { kind: 'grafana-cloud-token', pattern: /(?<![A-Za-z0-9])glc_[A-Za-z0-9+/]{32,400}={0,2}/ },
  { kind: 'honeycomb-key', pattern: /(?<![A-Za-z0-9])hc[abx]ik_01[a-z0-9]{50,60}/ },
  { kind: 'axiom-token', pattern: /(?<![A-Za-z0-9])xa[ap]t-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/ },
  {
    kind: 'launchdarkly-key',
    pattern: /(?<![A-Za-z0-9])(?:sdk|api)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
  },
  { kind: 'posthog-key', pattern: /(?<![A-Za-z0-9])phx_[A-Za-z0-9]{40,60}/ },
  { kind: 'postman-key', pattern: /(?<![A-Za-z0-9])PMAK-[0-9a-f]{24}-[0-9a-f]{34}/ },
  {
    kind: 'doppler-token',
    pattern: /(?<![A-Za-z0-9])dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{1,40}\.)?[A-Za-z0-9]{40,44}/,
  },
  { kind: 'infisical-token', pattern: /(?<![A-Za-z0-9])st\.[0-9a-f]{24}\.[0-9a-f]{32}\.[0-9a-f]{32}/ },
  { kind: '1password-token', pattern: /(?<![A-Za-z0-9])ops_eyJ[\w+/=-]{100,2000}/ },
  {
    kind: '1password-secret-key',
    pattern:
      /(?<![A-Za-z0-9])A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}(?![A-Za-z0-9])/,
  },
  {
    kind: 'authress-key',
    pattern:
      /(?<![A-Za-z0-9])(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[\w+/=-]{30,120}/i,
  },
  { kind: 'snyk-token', pattern: /(?<![A-Za-z0-9])snyk_(?:uat|sat)\.[0-9a-f]{8}\.[\w.-]{20,300}/ },
  { kind: 'apify-token', pattern: /(?<![A-Za-z0-9])apify_api_[A-Za-z0-9]{36}(?![A-Za-z0-9])/ },
  { kind: 'infracost-key', pattern: /(?<![A-Za-z0-9])ico-[A-Za-z0-9]{32}(?![A-Za-z0-9])/ },
  { kind: 'maxmind-key', pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?![A-Za-z0-9])/ },
  { kind: 'harness-token', pattern: /(?<![A-Za-z0-9])[ps]at\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}/ },
  { kind: 'octopus-key', pattern: /(?<![A-Za-z0-9])API-[A-Z0-9]{25,32}(?![A-Za-z0-9])/ },
  { kind: 'nuget-key', pattern: /(?<![A-Za-z0-9])oy2[a-z0-9]{43}(?![A-Za-z0-9])/ },
  { kind: 'crates-token', pattern: /(?<![A-Za-z0-9])cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/ },
  { kind: 'clojars-token', pattern: /(?<![A-Za-z0-9])CLOJARS_[0-9a-z]{60}/ },
  { kind: 'packagist-token', pattern: /(?<![A-Za-z0-9])packagist_[ou][ruw]t_[0-9a-f]{68}/ },
  { kind: 'linear-key', pattern: /(?<![A-Za-z0-9])lin_(?:api|oauth)_[A-Za-z0-9]{40,64}/ },
  { kind: 'dbt-token', pattern: /(?<![A-Za-z0-9])dbt[cu]_[\w-]{30,100}/ },
  {
    kind: 'jetbrains-token',
    pattern:
      /(?<![A-Za-z0-9])perm[:-][A-Za-z0-9+/=]{4,80}\.[A-Za-z0-9+/=-]{2,80}\.[A-Za-z0-9]{30}(?![A-Za-z0-9])/,
  },
  { kind: 'clickup-token', pattern: /(?<![A-Za-z0-9])pk_\d{6,10}_[A-Z0-9]{32}(?![A-Za-z0-9])/ },
  { kind: 'readme-key', pattern: /(?<![A-Za-z0-9])rdme_[a-z0-9]{70}/ },
  { kind: 'wakatime-key', pattern: /(?<![A-Za-z0-9])waka_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/ },
];

// Language models and what stands around them.
export const models: readonly SecretFormat[] = [
  { kind: 'groq-key', pattern: /(?<![A-Za-z0-9])gsk_[A-Za-z0-9]{52}/ },
  { kind: 'replicate-token', pattern: /(?<![A-Za-z0-9])r8_[A-Za-z0-9]{37}/ },
  { kind: 'perplexity-key', pattern: /(?<![A-Za-z0-9])pplx-[A-Za-z0-9]{48}/ },
  { kind: 'xai-key', pattern: /(?<![A-Za-z0-9])xai-[A-Za-z0-9]{70,90}/ },
  { kind: 'deepseek-key', pattern: /(?<![A-Za-z0-9])sk-[0-9a-f]{32}(?![A-Za-z0-9-])/ },
  { kind: 'openrouter-key', pattern: /(?<![A-Za-z0-9])sk-or-v1-[0-9a-f]{64}/ },
  { kind: 'langsmith-key', pattern: /(?<![A-Za-z0-9])lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/ },
  { kind: 'langfuse-key', pattern: /(?<![A-Za-z0-9])sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/ },
  { kind: 'pinecone-key', pattern: /(?<![A-Za-z0-9])pcsk_[A-Za-z0-9_]{60,80}/ },
  { kind: 'tavily-key', pattern: /(?<![A-Za-z0-9])tvly-(?:(?:dev|prod)-)?[A-Za-z0-9-]{24,60}/ },
  { kind: 'elevenlabs-key', pattern: /(?<![A-Za-z0-9])sk_[0-9a-f]{48}(?![A-Za-z0-9])/ },
  { kind: 'cerebras-key', pattern: /(?<![A-Za-z0-9])csk-[a-z0-9]{48}(?![A-Za-z0-9])/ },
  { kind: 'together-key', pattern: /(?<![A-Za-z0-9])tgp_v1_[\w-]{40,50}/ },
  { kind: 'firecrawl-key', pattern: /(?<![A-Za-z0-9])fc-[0-9a-f]{32}(?![A-Za-z0-9])/ },
  { kind: 'jina-key', pattern: /(?<![A-Za-z0-9])jina_[0-9a-f]{32}[\w-]{20,40}/ },
  { kind: 'e2b-key', pattern: /(?<![A-Za-z0-9])e2b_[0-9a-f]{40}(?![A-Za-z0-9])/ },
  { kind: 'llamacloud-key', pattern: /(?<![A-Za-z0-9])llx-[A-Za-z0-9]{48}(?![A-Za-z0-9])/ },
  { kind: 'nvidia-key', pattern: /(?<![A-Za-z0-9])nvapi-[\w-]{60,80}/ },
];

// Mail, payment, content and customers.
export const business: readonly SecretFormat[] = [
  { kind: 'mailgun-key', pattern: /(?<![A-Za-z0-9])key-[0-9a-f]{32}(?![A-Za-z0-9])/ },
  { kind: 'mailgun-key', pattern: /(?<![\w-])[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])/ },
  { kind: 'mailchimp-key', pattern: /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/ },
  { kind: 'brevo-key', pattern: /(?<![A-Za-z0-9])x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}/ },
  { kind: 'mailersend-token', pattern: /(?<![A-Za-z0-9])mlsn\.[0-9a-f]{64}/ },
  { kind: 'klarna-key', pattern: /(?<![A-Za-z0-9])klarna_(?:live|test)_api_[\w+/=-]{30,300}/ },
  { kind: 'mollie-key', pattern: /(?<![A-Za-z0-9])live_[A-Za-z0-9]{30}(?![A-Za-z0-9])/ },
  { kind: 'adafruit-key', pattern: /(?<![A-Za-z0-9])aio_[A-Za-z0-9]{28}(?![A-Za-z0-9])/ },
  // Base64 of the bot's id in digits, then the time and a signature.
  {
    kind: 'discord-token',
    pattern:
      /(?<![\w.-])(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){5,6}(?:[MNO]\w{1,2})?\.[\w-]{6}\.[\w-]{27,38}(?![\w-])/,
  },
  { kind: 'firebase-server-key', pattern: /(?<![A-Za-z0-9])AAAA[\w-]{7}:APA91b[\w-]{134}(?![\w-])/ },
  {
    kind: 'matrix-token',
    pattern: /(?<![A-Za-z0-9])syt_[A-Za-z0-9+/=]{2,120}_[A-Za-z]{20}_[A-Za-z0-9]{6}(?![A-Za-z0-9])/,
  },
  { kind: 'resend-key', pattern: /(?<![A-Za-z0-9])re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}/ },
  { kind: 'square-token', pattern: /(?<![A-Za-z0-9])sq0(?:csp|atp)-[\w-]{22,50}/ },
  { kind: 'square-token', pattern: /(?<![\w+/=-])EAAA[\w-]{60}(?![\w+/=-])/ },
  {
    kind: 'braintree-token',
    pattern: /(?<![A-Za-z0-9])access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}/,
  },
  { kind: 'flutterwave-key', pattern: /(?<![A-Za-z0-9])FLWSECK(?:_TEST)?-[0-9a-zA-Z]{32}-X/ },
  {
    kind: 'plaid-token',
    pattern:
      /(?<![A-Za-z0-9])access-(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
  },
  { kind: 'lob-key', pattern: /(?<![A-Za-z0-9])(?:live|test)_[0-9a-f]{35}(?![A-Za-z0-9])/ },
  { kind: 'easypost-key', pattern: /(?<![A-Za-z0-9])EZ[AT]K[A-Za-z0-9]{54}/ },
  { kind: 'shippo-token', pattern: /(?<![A-Za-z0-9])shippo_(?:live|test)_[0-9a-f]{40}/ },
  { kind: 'duffel-token', pattern: /(?<![A-Za-z0-9])duffel_(?:test|live)_[\w=-]{43}/ },
  { kind: 'airtable-token', pattern: /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/ },
  {
    kind: 'notion-token',
    pattern: /(?<![A-Za-z0-9])(?:ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43}(?![A-Za-z0-9]))/,
  },
  { kind: 'figma-token', pattern: /(?<![A-Za-z0-9])fig[dour]_[\w-]{40,60}/ },
  { kind: 'dropbox-token', pattern: /(?<![A-Za-z0-9])sl\.[\w-]{100,2000}/ },
  { kind: 'contentful-token', pattern: /(?<![A-Za-z0-9])CFPAT-[\w-]{43}/ },
  { kind: 'typeform-token', pattern: /(?<![A-Za-z0-9])tfp_[\w.=-]{40,70}/ },
  { kind: 'asana-token', pattern: /(?<![A-Za-z0-9])\d\/\d{10,20}(?:\/\d{10,20})?:[0-9a-f]{32}/ },
  {
    kind: 'hubspot-token',
    pattern: /(?<![A-Za-z0-9])pat-(?:na|eu|ap)\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
  },
  { kind: 'intercom-token', pattern: /(?<![A-Za-z0-9])dG9rO[A-Za-z0-9+/]{40,100}={0,2}/ },
  { kind: 'trello-token', pattern: /(?<![A-Za-z0-9])ATTA[0-9a-f]{64}/ },
  { kind: 'stytch-secret', pattern: /(?<![A-Za-z0-9])secret-(?:test|live)-[\w=-]{30,40}/ },
  { kind: 'mapbox-secret-token', pattern: /(?<![A-Za-z0-9])sk\.eyJ[\w-]{20,300}\.[\w-]{20,100}/ },
  { kind: 'adobe-secret', pattern: /(?<![A-Za-z0-9])p8e-[\w-]{32}/ },
  { kind: 'frameio-token', pattern: /(?<![A-Za-z0-9])fio-u-[\w=-]{64}/ },
  // Percent-encoded: without a percent sign it is binary data that begins with zeros.
  {
    kind: 'twitter-token',
    pattern: /(?<![A-Za-z0-9+/])A{22}(?=[A-Za-z0-9]{0,100}%)[A-Za-z0-9%]{80,100}(?![A-Za-z0-9%])/,
  },
  { kind: 'facebook-token', pattern: /(?<![A-Za-z0-9])EAA[A-Z][A-Za-z0-9]{90,300}/ },
];
