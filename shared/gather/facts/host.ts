// The fact `host`: an EC2 instance as it is now.
// SPDX-License-Identifier: Apache-2.0
import { hostOf } from '../../intake/documents/ec2.ts';
import { regionalArn } from '../../model/arn.ts';
import { join } from '../../model/at.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { dig, type JsonObject, stringOf } from '../../model/json.ts';
import type { Host } from '../../model/platform.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, reading, whereOf } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    host: { ask: FactPlace & { instanceId: string }; value: Host };
  }
}

/** DescribeInstances of one instance. An instance without tags comes without the list. */
function readHost(ask: FactRequestOf<'host'>, api: AwsApi): Promise<FactAnswer<'host'>> {
  return reading(api, ask, async (reader) => {
    const output = await reader.get('ec2', 'DescribeInstances', { InstanceIds: [ask.instanceId] });
    for (const [r, reservation] of objectsOf(output.Reservations).entries()) {
      for (const [i, instance] of objectsOf(reservation.Instances).entries()) {
        if (instance.InstanceId !== ask.instanceId || isEnding(instance)) continue;
        const account = stringOf(reservation.OwnerId) ?? ask.account;
        const path = join('Reservations', r, 'Instances', i);
        const host = hostOf(instance, whereOf({ account, region: ask.region }), path);
        // Under the name that events give it: an instance is one subject, whoever shows it.
        const id =
          regionalArn({ account, region: ask.region }, 'ec2', `instance/${ask.instanceId}`) ?? host.id;
        return { ...host, id, identity: id, tags: host.tags ?? {} };
      }
    }
    return giveUp('not-found', `ec2.DescribeInstances: ${ask.instanceId} not found`);
  });
}

/** From `shutting-down` on there is no way back (EC2 User Guide, "Amazon EC2 instance state changes"). */
function isEnding({ State }: JsonObject): boolean {
  return ['shutting-down', 'terminated'].includes(String(dig(State, 'Name')));
}

export const hostFact = defineFact({ fact: 'host', read: (ask, { api }) => readHost(ask, api) });
