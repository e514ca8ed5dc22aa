// The mark of a value that a template leaves to its deployment.
// SPDX-License-Identifier: Apache-2.0
import { type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { type Partly, unsettledMark } from '../workload/cursor.ts';

export function whyLater(what: string): string {
  return `${what} is known only once the template is deployed`;
}

export function later(what: string, partly?: Partly): JsonObject {
  return unsettledMark(whyLater(what), partly);
}

/** A name that the deployment gives: no pattern, no list. */
export function nameOf(name: string, template: JsonObject = {}): JsonObject {
  const open = namesNoSecret(name, template) ? ({ open: true } as const) : {};
  return later(name, { text: [{ name, reason: whyLater(name), one: true, ...open }] });
}

/** What custom resources, nested stacks and parameters of Systems Manager give may be anything; an access key is what it is called. */
const anything = /^AWS::(?:CloudFormation::|IAM::AccessKey$|SSM::Parameter$)/;

function namesNoSecret(name: string, { Resources: resources }: JsonObject): boolean {
  if (name.startsWith('AWS::')) return true;
  const [id = '', ...attribute] = name.split('.');
  const type = stringOf(objectOf(objectOf(resources)[id]).Type) ?? '';
  const isPlain = type.startsWith('AWS::') && !anything.test(type);
  return isPlain && !/secret|password|token|key/i.test(attribute.join('.'));
}
