// Whether a request to the Kubernetes API changed nothing on purpose. Whoever sends it writes the URL: it is read as the API server reads it.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject, stringOf, stringsOf } from '../../../model/json.ts';

/**
 * `All` is the only stage there is (Kubernetes API reference, `dryRun`). A deletion with a body takes its options from there and not from
 * the URL (kube-apiserver, `DeleteResource`).
 */
export function isDryRun({ requestURI, requestObject }: JsonObject, verb: string): boolean {
  const isDeletion = verb === 'delete' || verb === 'deletecollection';
  if (isDeletion && isObject(requestObject)) return stringsOf(requestObject.dryRun).includes('All');
  const uri = stringOf(requestURI) ?? '';
  const mark = uri.indexOf('?');
  return mark >= 0 && new URLSearchParams(uri.slice(mark + 1)).getAll('dryRun').includes('All');
}
