// A plan made from scripted answers, for tests.
import type { Finding } from '../../../shared/model/finding.ts';
import type { Json } from '../../../shared/model/json.ts';
import type { ResponseAction } from '../../../shared/model/response.ts';
import type { ActionContext, Prepared } from '../../../shared/respond/planning/action.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { action } from './moto.ts';
import { planned } from './round-trip.ts';

export async function plan(
  name: ResponseAction,
  finding: Finding,
  answers: Parameters<typeof fakeApi>[0],
  context?: ActionContext,
): Promise<Prepared> {
  return planned(await action(name).prepare(finding, fakeApi(answers), context));
}

export function told(
  finding: Finding,
  found: Json,
  message: string,
  wanted: Json = null,
  path = '',
): Finding {
  return { ...finding, evidence: [{ path, found, wanted, message }] };
}
