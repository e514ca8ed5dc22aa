// Slack as the functions reach it: one secret for token, signing secret and workspace, read again every few minutes.
// SPDX-License-Identifier: Apache-2.0
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type JsonObject, objectOf, stringOf } from '../../../shared/model/json.ts';
import { clientConfig } from '../../../shared/model/request-handler.ts';

/** The secret's text is JSON with these keys; docs/slack.md says where each comes from. */
export interface SlackSecret {
  readonly botToken: string;
  readonly signingSecret: string;
  /** Id of the workspace: `T…`. */
  readonly team: string;
  /** Id of the app, `A…`; null: not said. */
  readonly app: string | null;
  /** In place of a bot token: messages without buttons. */
  readonly webhookUrl: string | null;
  /** Another system that is told by signed requests (docs/slack.md, "Other systems"). */
  readonly receiver: { readonly url: string; readonly key: string } | null;
}

/** So soon a new token counts, where an old one was revoked. */
const goodFor = 5 * 60_000;
let kept: { readonly secret: Promise<SlackSecret>; readonly until: number } | null = null;

/** Errors name the key that is missing, never a value. A failed read is tried again next time. */
export function slackSecret(
  arn: string,
  client: Pick<SecretsManagerClient, 'send'> = new SecretsManagerClient(clientConfig()),
  now = Date.now(),
): Promise<SlackSecret> {
  if (kept !== null && now < kept.until) return kept.secret;
  const secret = read(arn, client).catch((error: unknown) => {
    kept = null;
    throw error;
  });
  kept = { secret, until: now + goodFor };
  return secret;
}

async function read(arn: string, client: Pick<SecretsManagerClient, 'send'>): Promise<SlackSecret> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  return slackSecretFrom(SecretString ?? '');
}

export function slackSecretFrom(text: string): SlackSecret {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Told below: a parser's message would quote the secret.
  }
  const fields = objectOf(parsed);
  const webhookUrl = stringOf(fields.webhookUrl);
  const receiver = receiverFrom(fields);
  const withoutApp = webhookUrl !== null || (receiver !== null && fields.botToken === undefined);
  const needed = (key: string) => {
    const value = (stringOf(fields[key]) ?? '').trim();
    if (value === '' && !withoutApp)
      throw new Error(`the Slack secret has no ${key}: docs/slack.md says what it must hold`);
    return value;
  };
  return {
    botToken: needed('botToken'),
    signingSecret: needed('signingSecret'),
    team: needed('team'),
    app: stringOf(fields.app),
    webhookUrl,
    receiver,
  };
}

function receiverFrom({ receiverUrl, receiverKey }: JsonObject): SlackSecret['receiver'] {
  const url = stringOf(receiverUrl);
  const key = stringOf(receiverKey);
  if (url === null && key === null) return null;
  if (url === null || key === null || key.length < 16)
    throw new Error(
      'the Slack secret needs receiverUrl and receiverKey, of 16 characters at least, or neither',
    );
  if (!url.startsWith('https://'))
    throw new Error('receiverUrl in the Slack secret must begin with https://');
  return { url, key };
}

/** ARN of the secret, or null where this deployment tells nobody in Slack. */
export function slackSecretArn(variables: NodeJS.ProcessEnv): string | null {
  const arn = variables.SEAWALL_SLACK_SECRET ?? '';
  return arn === '' ? null : arn;
}
