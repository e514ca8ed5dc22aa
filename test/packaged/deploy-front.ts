// moto as `npm run deploy` can use it: what it does not know of CloudFormation is answered here, or taken out of what is uploaded.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { dig, type JsonObject, listOf, objectOf, stringOf } from '../../shared/model/json.ts';

export interface DeployFront {
  readonly url: string;
  /** Actions of CloudFormation and Organizations, in turn. */
  readonly actions: string[];
  stop(): Promise<void>;
}

const hopByHop = /^(?:connection|content-length|expect|host|transfer-encoding)$/;

/** `member`: the one account that stack sets reach. */
export async function deployFront(moto: string, member: string): Promise<DeployFront> {
  const actions: string[] = [];
  const targets = stackSetTargets(member);
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const action = actionOf(request, body);
      if (action !== null) actions.push(action);
      const own = answers[action ?? ''];
      const sent = targets.sent(action, uploaded(request, body));
      const answer = targets.told(action, body, own ?? (await forward(moto, request, sent)));
      const { status, headers, text } = answer;
      response.writeHead(status, headers).end(text);
    })().catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    actions,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** moto forgets which units and Regions a stack set covers, and ends instances by account alone. */
function stackSetTargets(member: string) {
  const known = new Map<string, ReadonlyMap<string, string>>();
  return {
    sent(action: string | null, body: Buffer): Buffer {
      const form = new URLSearchParams(body.toString('utf8'));
      const name = form.get('StackSetName') ?? '';
      const listed = [...form].filter(([key]) => /OrganizationalUnitIds|^Regions/.test(key));
      if (action === 'CreateStackInstances') known.set(name, new Map(listed));
      if (action !== 'DeleteStackInstances') return body;
      known.delete(name);
      form.set('Accounts.member.1', member);
      return Buffer.from(form.toString());
    },
    told(action: string | null, body: Buffer, answer: Answer): Answer {
      if (action !== 'DescribeStackSet' || answer.status !== 200) return answer;
      const name = new URLSearchParams(body.toString('utf8')).get('StackSetName') ?? '';
      const values = (kind: RegExp) =>
        [...(known.get(name) ?? [])].flatMap(([key, value]) =>
          kind.test(key) ? `<member>${value}</member>` : [],
        );
      const units = `<OrganizationalUnitIds>${values(/Unit/).join('')}</OrganizationalUnitIds>`;
      const regions = `<Regions>${values(/^Regions/).join('')}</Regions>`;
      const automatic = '<AutoDeployment><Enabled>true</Enabled></AutoDeployment>';
      const text = answer.text.toString().replace('</StackSet>', `${units}${regions}${automatic}</StackSet>`);
      return { ...answer, text };
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | Buffer;
}

const xml = (action: string, result: string): Answer => ({
  ...{ status: 200, headers: { 'content-type': 'text/xml' } },
  text: `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${result}</${action}Result></${action}Response>`,
});

const answers: Readonly<Record<string, Answer>> = {
  // moto takes the warnings of its own, older cfn-lint for errors; `.ci/run` has the newest read the template.
  ValidateTemplate: xml('ValidateTemplate', '<Parameters/>'),
  // Unknown to moto.
  DescribeOrganizationsAccess: xml('DescribeOrganizationsAccess', '<Status>ENABLED</Status>'),
};

/** The action of the query protocol; null for other services. */
function actionOf({ method }: IncomingMessage, body: Buffer): string | null {
  if (method !== 'POST' || body.length > 200_000) return null;
  return new URLSearchParams(body.toString('latin1')).get('Action');
}

function uploaded({ method, url = '' }: IncomingMessage, body: Buffer): Buffer {
  const isTemplate = method === 'PUT' && url.includes('/compiled-cloudformation-template.json');
  return isTemplate
    ? Buffer.from(JSON.stringify(forMoto(objectOf(JSON.parse(body.toString('utf8'))))))
    : body;
}

/** Types of which moto makes nothing but a name; outputs of theirs have no value there. */
const unknown = new Set(['AWS::Lambda::Url']);

/** moto would run the functions in Docker for its mappings; answers `Ref` to a bus with an object of its own instead of its name, and takes no role with an `AWS::NoValue` among its policies. */
export function forMoto(template: JsonObject): JsonObject {
  const resources = Object.entries(objectOf(template.Resources));
  const outputs = Object.entries(objectOf(template.Outputs)).filter(([, output]) => {
    const id = stringOf(listOf(dig(output, 'Value', 'Fn::GetAtt'))[0]);
    return id === null || !unknown.has(stringOf(dig(template.Resources, id, 'Type')) ?? '');
  });
  const Resources = Object.fromEntries(
    resources.map(([id, resource]) => [id, retained(switchedOff(withoutNoValue(resource)))]),
  );
  const text = JSON.stringify({ ...template, Resources, Outputs: Object.fromEntries(outputs) });
  const named = resources.reduce(
    (all, [id, resource]) =>
      dig(resource, 'Type') === 'AWS::Events::EventBus'
        ? all.replaceAll(JSON.stringify({ Ref: id }), JSON.stringify(dig(resource, 'Properties', 'Name')))
        : all,
    text,
  );
  return objectOf(JSON.parse(named));
}

function withoutNoValue(resource: unknown): JsonObject {
  const Policies = listOf(dig(resource, 'Properties', 'Policies')).filter(
    (one) => dig(one, 'Fn::If') === undefined,
  );
  if (dig(resource, 'Type') !== 'AWS::IAM::Role' || Policies.length === 0) return objectOf(resource);
  return { ...objectOf(resource), Properties: { ...objectOf(dig(resource, 'Properties')), Policies } };
}

function switchedOff(resource: JsonObject): JsonObject {
  if (resource.Type !== 'AWS::Lambda::EventSourceMapping') return resource;
  return { ...resource, Properties: { ...objectOf(resource.Properties), Enabled: false } };
}

/** moto knows one of the two words that keep a resource. */
function retained(resource: JsonObject): JsonObject {
  return resource.DeletionPolicy === 'RetainExceptOnCreate'
    ? { ...resource, DeletionPolicy: 'Retain' }
    : resource;
}

async function forward(moto: string, { method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer) {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && !hopByHop.test(name) && !/^x-amz-checksum|content-md5/.test(name)
      ? [[name, value]]
      : [],
  );
  const sent = new Uint8Array(body);
  const answer = await fetch(`${moto}${url}`, {
    method,
    headers: kept,
    ...(sent.length > 0 ? { body: sent } : {}),
  });
  const type = [...answer.headers].filter(([name]) => !hopByHop.test(name) && name !== 'content-encoding');
  return {
    status: answer.status,
    headers: Object.fromEntries(type),
    text: Buffer.from(await answer.arrayBuffer()),
  };
}
