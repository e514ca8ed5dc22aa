// Facts that the judged files tell of each other: a manifest's network policies and Services lie beside its workloads.
// SPDX-License-Identifier: Apache-2.0
import { definitionNamed, type GivenDefinition } from '../intake/documents/definitions.ts';
import { enforcementBy } from '../intake/documents/enforcement.ts';
import { exposuresOf } from '../intake/documents/exposure.ts';
import { networkPolicy } from '../intake/documents/network-policy.ts';
import { nowhere } from '../intake/workload/where.ts';
import type { FactAnswer, FactFailure, FactName, FactRequest, FactRequestOf, Facts } from '../model/facts.ts';
import { dig, type JsonObject } from '../model/json.ts';
import type { NetworkFound } from '../model/network.ts';

/** Kinds of object that `withGiven` makes use of. */
export const givenKinds = ['NetworkPolicy', 'Service', 'Ingress', 'ConfigMap', 'DaemonSet'] as const;

/**
 * Facts with those that `objects` tell laid over them. What lies beside a workload is there; what does not may be elsewhere,
 * so that they are never known to be all. `asOf`: ISO time of the run.
 */
export function withGiven(
  facts: Facts,
  objects: readonly JsonObject[],
  asOf: string,
  definitions: GivenDefinitions | null = null,
): Facts {
  if (objects.length === 0 && definitions === null) return facts;
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      // `laidOver` answers each request with its own fact, which the compiler cannot see through F.
      return (await laidOver(request, facts, { objects, definitions, asOf })) as FactAnswer<F>;
    },
  };
}

/** The definitions of the files; asked only where something refers to one, for most files are definitions that nothing does. */
export type GivenDefinitions = () => Promise<readonly GivenDefinition[]>;

interface Given {
  readonly objects: readonly JsonObject[];
  /** Null: there are none. */
  readonly definitions: GivenDefinitions | null;
  readonly asOf: string;
}

async function laidOver(request: FactRequest, facts: Facts, given: Given): Promise<FactAnswer> {
  if (request.fact === 'task-definition') return definitionAsked(request, facts, given);
  if (request.fact === 'network-policies') {
    const where = { ...nowhere, account: request.account, region: request.region, cluster: request.cluster };
    const items = ofKind(given, 'NetworkPolicy', request.namespace).map((one) => networkPolicy(one, where));
    return joined(await facts.get(request), items, given);
  }
  if (request.fact === 'exposures') {
    const [services, ingresses] = [
      ofKind(given, 'Service', request.namespace),
      ofKind(given, 'Ingress', request.namespace),
    ];
    const items = exposuresOf(services, ingresses);
    return joined(await facts.get(request), items, given);
  }
  const value = request.fact === 'policy-enforcement' ? enforcementBy(given.objects) : null;
  return value === null ? facts.get(request) : { ok: true, value, asOf: given.asOf };
}

/** What the account holds under a revision cannot change; without one, the definition beside the service is what will run. */
async function definitionAsked(
  request: FactRequestOf<'task-definition'>,
  facts: Facts,
  { definitions, asOf }: Given,
): Promise<FactAnswer> {
  const beside = definitions === null ? null : definitionNamed(request.name, await definitions());
  if (beside === null) return facts.get(request);
  const known = /:\d{1,10}$/.test(request.name) ? await facts.get(request) : null;
  return known?.ok === true ? known : { ok: true, value: beside, asOf };
}

function ofKind({ objects }: Given, kind: string, namespace: string): readonly JsonObject[] {
  return objects.filter(
    (object) => object.kind === kind && (dig(object, 'metadata', 'namespace') ?? 'default') === namespace,
  );
}

type Answer<T> =
  | { ok: true; value: NetworkFound<T>; asOf: string }
  | { ok: false; code: FactFailure; reason: string };

function joined<T extends { readonly name: string; readonly kind: string }>(
  told: Answer<T>,
  items: readonly T[],
  { asOf }: Given,
): Answer<T> {
  if (items.length === 0) return told;
  if (!told.ok) return { ok: true, value: { items, complete: false }, asOf };
  const named = ({ kind, name }: T) => `${kind}/${name}`;
  const names = new Set(items.map(named));
  const rest = told.value.items.filter((one) => !names.has(named(one)));
  return { ...told, value: { ...told.value, items: [...items, ...rest] } };
}
