// Slack as the functions reach it: one secret for token, signing secret and workspace, read once for each execution environment.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { objectOf, stringOf } from '../../shared/model/json.ts';

/** The secret's text is JSON with these keys; docs/slack.md says where each comes from. */
export interface SlackSecret {
  readonly botToken: string;
  readonly signingSecret: string;
  /** Id of the workspace: `T…`. */
  readonly team: string;
  /** In place of a bot token: messages without buttons. */
  readonly webhookUrl: string | null;
}

let kept: Promise<SlackSecret> | null = null;

/** Errors name the key that is missing, never a value. A failed read is tried again next time. */
export function slackSecret(arn: string, client = new SecretsManagerClient({})): Promise<SlackSecret> {
  kept ??= read(arn, client).catch((error: unknown) => {
    kept = null;
    throw error;
  });
  return kept;
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
  const needed = (key: string) => {
    const value = stringOf(fields[key]) ?? '';
    if (value === '' && webhookUrl === null)
      throw new Error(`the Slack secret has no ${key}: docs/slack.md says what it must hold`);
    return value;
  };
  return {
    botToken: needed('botToken'),
    signingSecret: needed('signingSecret'),
    team: needed('team'),
    webhookUrl,
  };
}

/** ARN of the secret, or null where this deployment tells nobody in Slack. */
export function slackSecretArn(variables: NodeJS.ProcessEnv): string | null {
  const arn = variables.SEAWALL_SLACK_SECRET ?? '';
  return arn === '' ? null : arn;
}
