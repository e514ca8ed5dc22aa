// The parts of an Amazon resource name, and where to ask about it.
import type { Place } from './reading.ts';

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string | null;
  /** Twelve digits; null where the name holds none, as AWS's own policies do. */
  readonly account: string | null;
  /** Everything after the fifth colon: `role/team/shop`. */
  readonly resource: string;
}

/** Reads an ARN; null where the text is none. */
export function parseArn(text: string): Arn | null {
  if (!text.startsWith('arn:') || text.length > 2048) return null;
  const [, partition, service, region, account, ...rest] = text.split(':');
  if (partition === undefined || service === undefined || rest.length === 0) return null;
  return {
    partition,
    service,
    region: region === undefined || region === '' ? null : region,
    account: account !== undefined && /^\d{12}$/.test(account) ? account : null,
    resource: rest.join(':'),
  };
}

/** The last part of an ARN's resource, or the text itself where it is no ARN: `shop:3`, `web`. */
export function nameOf(text: string): string {
  const resource = parseArn(text)?.resource;
  return resource === undefined ? text : resource.slice(resource.lastIndexOf('/') + 1);
}

/** Where a thing is: its ARN tells best, what was asked fills the rest. */
export function placeOf(asked: Place, name: string): Place {
  const arn = parseArn(name);
  return { account: arn?.account ?? asked.account, region: arn?.region ?? asked.region };
}
