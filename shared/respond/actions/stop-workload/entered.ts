// The ECS tasks that a call entered: by ECS Exec, or by a session that SSM opened in a container.
// SPDX-License-Identifier: Apache-2.0
import { parseArn, partitionOf } from '../../../model/arn.ts';
import type { Finding } from '../../../model/finding.ts';

/** A call is kept on what it touched and by whom: `arn:…:task/shop/0123|arn:…:role/developer`. */
export function enteredTasks({ subject, evidence }: Finding): readonly string[] {
  const [touched = ''] = subject.id.split('|', 1);
  const named = [touched, ...evidence.map(({ found }) => found)].filter((text) => typeof text === 'string');
  return [...new Set(named.flatMap((text) => taskIn(text, subject)))];
}

// The target of a session in a container: `ecs:<cluster>_<task>_<runtime id>` (ECS Developer Guide, "Monitor Amazon ECS containers
// with ECS Exec"). A cluster's name may hold underscores, a task's id is hexadecimal.
const sessionTarget = /^ecs:(.+)_([0-9a-f]{32})_[^_]+$/;

function taskIn(text: string, { account, region }: Finding['subject']): readonly string[] {
  if (parseArn(text)?.resource.startsWith('task/') === true) return [text];
  const [, cluster, task] = sessionTarget.exec(text) ?? [];
  if (cluster === undefined || task === undefined || account === null || region === null) return [];
  return [`arn:${partitionOf(region)}:ecs:${region}:${account}:task/${cluster}/${task}`];
}
