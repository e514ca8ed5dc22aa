// The API port over the AWS SDK: clients made when first needed, one for each account, region and service.
// SPDX-License-Identifier: Apache-2.0

import { answeredWithin } from '../model/request-handler.ts';
import { type ApiAnswer, type ApiRequest, type AwsApi, type Failure, failure } from './api.ts';
import type { ClientConfig, SdkClient, SdkService } from './clients/service.ts';
import { namesForeignRegistry } from './ecr-repository.ts';
import { failureCode } from './error-codes.ts';
import { type Lru, lru } from './lru.ts';
import { failureOfError, plain, RoleRefused, requestIdOf } from './sdk-answers.ts';

export interface AwsOptions {
  /** Profile of the shared configuration files; default: the SDK's own chain. */
  readonly profile?: string;
  /** Region of calls that name none; default: the SDK's own. */
  readonly region?: string;
  /** Role to assume for calls into an account; null: the own credentials, which answer for their own account only. */
  readonly roleArnFor?: (account: string) => string | null;
  readonly externalId?: string;
  readonly sessionName?: string;
  /** JSON: what sessions of `roleArnFor` are narrowed to; left out: they may all that the role may. */
  readonly sessionPolicy?: string;
  /** Account of the own credentials; default: asked of STS once, when first needed. */
  readonly account?: string;
  /** Another endpoint for every service, for tests. */
  readonly endpoint?: string;
  /** Calls of the SDK itself at most; `retrying` waits longer than that. */
  readonly maxAttempts?: number;
  /** Milliseconds for one call with the SDK's retries. */
  readonly timeout?: number;
  readonly now?: () => Date;
  /** Further services or commands, such as those a response or the snapshot command sends. */
  readonly services?: Readonly<Record<string, () => Promise<SdkService>>>;
  /**
   * Refuse calls that do not say where they are meant for: an account, and a region unless the service is global. For whoever
   * changes things: in place of what is missing the SDK would take the account and the region of the own credentials.
   */
  readonly placed?: boolean;
}

type Services = Readonly<Record<string, () => Promise<SdkService>>>;

// Literal paths to local modules: the bundler then splits them off and drops every command they do not name.
export const factServices: Services = {
  ecs: async () => (await import('./clients/ecs.ts')).service,
  ecr: async () => (await import('./clients/ecr.ts')).service,
  ec2: async () => (await import('./clients/ec2.ts')).service,
  eks: async () => (await import('./clients/eks.ts')).service,
  elasticloadbalancingv2: async () => (await import('./clients/elastic-load-balancing-v2.ts')).service,
  guardduty: async () => (await import('./clients/guardduty.ts')).service,
  inspector2: async () => (await import('./clients/inspector2.ts')).service,
  iam: async () => (await import('./clients/iam.ts')).service,
};

const maximumClients = 200;

/** Of the own credentials, asked in the region of the call that needs to know. */
type OwnAccount = (region: string | null) => Promise<string | null>;

interface Session {
  readonly options: AwsOptions;
  readonly services: Services;
  readonly clients: Lru<SdkClient>;
  readonly ownAccount: OwnAccount;
}

/** The API of AWS itself. Sends only the commands that the client modules name, which all read. Never throws. */
export function awsApi(options: AwsOptions = {}): AwsApi {
  const services = { ...factServices, ...options.services };
  const session = {
    options,
    services,
    clients: lru<SdkClient>(maximumClients),
    ownAccount: ownAccountOf(options),
  };
  return {
    async call(request) {
      try {
        return await send(session, request);
      } catch (error) {
        return failureOfError(error, `${request.service}.${request.operation}`);
      }
    },
  };
}

async function send(session: Session, request: ApiRequest): Promise<ApiAnswer> {
  const { services, options } = session;
  const name = `${request.service}.${request.operation}`;
  const service = Object.hasOwn(services, request.service) ? await services[request.service]?.() : undefined;
  const Command =
    service !== undefined && Object.hasOwn(service.commands, request.operation)
      ? service.commands[request.operation]
      : undefined;
  if (service === undefined || Command === undefined)
    return failure('failed', `${name} is not a call that is made here`);
  const refused = await refusal(session, request);
  if (refused !== null) return refused;
  const asOf = (options.now?.() ?? new Date()).toISOString();
  const command = new Command(request.input as never) as never;
  const sendBy = async (role: string | null) => {
    const client = clientFor(session, service, request, role);
    return client.send(command, { abortSignal: AbortSignal.timeout(options.timeout ?? 15_000) });
  };
  const output = await sendByRole(request, options, sendBy);
  return { ok: true, output: plain(output), asOf, ...requestIdOf(output) };
}

/** A registry that lets others read is asked by the own credentials where its account lets nobody take the role: it is no member. */
async function sendByRole<T>(
  request: ApiRequest,
  options: AwsOptions,
  sendBy: (role: string | null) => Promise<T>,
): Promise<T> {
  const role = request.account === null ? null : roleFor(options, request.account);
  try {
    return await sendBy(role);
  } catch (error) {
    if (error instanceof RoleRefused && namesForeignRegistry(request)) return sendBy(null);
    throw error;
  }
}

// Both come from events, and end up in host names and role names: nothing but a well-formed one may.
const regionForm = /^[a-z]{2,8}(?:-[a-z]{2,16}){1,3}-\d{1,2}$/;
const accountForm = /^\d{12}$/;

async function refusal(session: Session, request: ApiRequest): Promise<Failure | null> {
  const { account, region } = request;
  if (region !== null && region !== 'aws-global' && !regionForm.test(region))
    return failure('failed', 'not a region');
  const unplaced = session.options.placed === true ? missingPlace(request) : null;
  if (unplaced !== null) return unplaced;
  if (account === null) return null;
  if (!accountForm.test(account)) return failure('failed', 'not an account id');
  if (namesForeignRegistry(request) || (await answersFor(session, account, region))) return null;
  // Without this what bears the same name in the own account would be read or changed in place of what is meant.
  return failure('denied', `no role for account ${account}`);
}

/** Whether the credentials that a call into this account would go out with are of this account. */
async function answersFor(
  { options, ownAccount }: Pick<Session, 'options' | 'ownAccount'>,
  account: string,
  region: string | null,
): Promise<boolean> {
  return roleFor(options, account) !== null || (await ownAccount(region)) === account;
}

// Services whose calls go to one endpoint for all regions; the region of their credentials means nothing.
const global: readonly string[] = ['iam'];

function missingPlace({ service, operation, account, region }: ApiRequest): Failure | null {
  if (account === null) return failure('denied', `${service}.${operation} names no account to act in`);
  if (region === null && !global.includes(service))
    return failure('denied', `${service}.${operation} names no region to act in`);
  return null;
}

function clientFor(
  session: Session,
  service: SdkService,
  request: ApiRequest,
  role: string | null,
): SdkClient {
  const region = request.region === 'aws-global' ? null : request.region;
  const key = JSON.stringify([role, region, request.service]);
  const known = session.clients.get(key);
  if (known !== undefined) return known;
  const config = configOf(session.options, region ?? (request.service === 'iam' ? 'us-east-1' : null));
  const client = service.client(
    role === null ? config : { ...config, credentials: credentialsOf(session.options, role) },
  );
  session.clients.set(key, client);
  return client;
}

function roleFor(options: AwsOptions, account: string): string | null {
  return options.roleArnFor?.(account) ?? null;
}

function configOf(options: AwsOptions, region: string | null): ClientConfig {
  const chosen = region ?? options.region;
  return {
    ...(chosen === undefined ? {} : { region: chosen }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    maxAttempts: options.maxAttempts ?? 3,
    requestHandler: answeredWithin(8_000),
  };
}

/**
 * Tokens for EKS clusters, of the role that answers for the cluster's account. Each rejects with the SDK's error, and where nothing
 * answers for the account: a cluster of the own account may bear the same name.
 */
export function clusterTokens(options: AwsOptions) {
  const session = { options, ownAccount: ownAccountOf(options) };
  return async (account: string | null, region: string | null, cluster: string): Promise<string> => {
    if (account !== null && !(await answersFor(session, account, region)))
      throw new Error(`no role for account ${account}`);
    const { clusterToken } = await import('./clients/sts.ts');
    const role = account === null ? null : roleFor(options, account);
    // The token is signed here and not sent: another endpoint for tests is none of its business.
    const { endpoint: _, ...config } = configOf(options, region);
    return clusterToken(
      role === null ? config : { ...config, credentials: credentialsOf(options, role) },
      cluster,
    );
  };
}

/** Asked by the SDK once, and again when they run out. */
function credentialsOf(options: AwsOptions, roleArn: string) {
  return async () => {
    const { assumeRole } = await import('./clients/sts.ts');
    const { sessionName = 'seawall', externalId, sessionPolicy: policy } = options;
    try {
      return await assumeRole(configOf(options, null), {
        ...{ roleArn, sessionName },
        ...(externalId === undefined ? {} : { externalId }),
        ...(policy === undefined ? {} : { policy }),
      });
    } catch (error) {
      throw error instanceof Error && failureCode(error.name) === 'denied' ? new RoleRefused(error) : error;
    }
  };
}

/** Asks STS once; a failure is not kept. */
function ownAccountOf(options: AwsOptions): OwnAccount {
  let asked: Promise<string | null> | null =
    options.account === undefined ? null : Promise.resolve(options.account);
  return async (region) => {
    // A region need not be configured where each call names its own.
    const config = configOf(options, region === 'aws-global' ? null : region);
    asked ??= import('./clients/sts.ts').then(({ callerAccount }) => callerAccount(config));
    try {
      return await asked;
    } catch (error) {
      asked = null;
      throw error;
    }
  };
}
