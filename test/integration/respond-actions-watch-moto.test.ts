// Actions on EventBridge and CloudTrail, which the pipeline watches by, over moto.
import { CloudTrailClient, CreateTrailCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DisableRuleCommand, EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, it } from 'vitest';
import { action, api, config, endpoint, freshName } from '../respond/actions/moto.ts';
import { account, findingOn, region, roundTrip } from '../respond/actions/round-trip.ts';

const events = new EventBridgeClient(config);

describe.skipIf(endpoint === undefined)('actions on the watch itself over moto', () => {
  it('re-enable-rule', async () => {
    const Name = freshName();
    await events.send(
      new PutRuleCommand({ Name, EventPattern: '{"source":["aws.ecs"]}', State: 'DISABLED' }),
    );
    const id = `arn:aws:events:${region}:${account}:rule/${Name}|arn:aws:iam::${account}:user/mallory`;
    await roundTrip({
      action: action('re-enable-rule'),
      finding: findingOn({ kind: 'call', id, name: 'events:DisableRule' }, [Name]),
      api,
      foreign: () => events.send(new DisableRuleCommand({ Name })),
    });
  });

  it('restart-trail, and re-enable-rule about a trail', async () => {
    const trail = new CloudTrailClient(config);
    const Name = freshName();
    await new S3Client({ ...config, forcePathStyle: true }).send(
      new CreateBucketCommand({ Bucket: Name, CreateBucketConfiguration: { LocationConstraint: region } }),
    );
    await trail.send(new CreateTrailCommand({ Name, S3BucketName: Name }));
    const id = `arn:aws:cloudtrail:${region}:${account}:trail/${Name}|arn:aws:iam::${account}:user/mallory`;
    for (const named of ['restart-trail', 're-enable-rule'] as const) {
      await roundTrip({
        action: action(named),
        finding: findingOn({ kind: 'call', id, name: 'cloudtrail:StopLogging' }, [Name]),
        api,
        foreign: () => trail.send(new StopLoggingCommand({ Name })),
      });
    }
  });
});
