// What the tables of held plans are made of.
import type { Finding } from '../../../shared/model/finding.ts';
import type { ResponseAction } from '../../../shared/model/response.ts';
import type { ActionContext } from '../../../shared/respond/planning/action.ts';
import type { fakeApi } from '../../gather/fake-api.ts';
import { findingOn } from './round-trip.ts';

export interface Case {
  readonly says: string;
  readonly action: ResponseAction;
  readonly finding: Finding;
  readonly answers: Parameters<typeof fakeApi>[0];
  readonly context?: ActionContext;
  readonly by: 'changed-since' | 'protected' | 'guard-error';
  /** Part of what is told. */
  readonly reason: string;
}

export function on(
  kind: Finding['subject']['kind'],
  platform: Finding['subject']['platform'],
  id: string,
): Finding {
  return findingOn({ kind, platform, id });
}
