// What somebody can have a cluster's audit log say by the way they ask: it makes nothing look changed that is not, and hides nothing that is.
import { expect } from 'vitest';
import type { JsonObject } from '../../shared/model/json.ts';
import { audit, auditLog, deployedOn, minute, onBothStores } from '../functions/attacks/deployed.ts';
import { oneTestIn } from '../support/extent.ts';

const it = oneTestIn(3, 'attacks that were tried');

const template = (privileged: boolean) => ({
  spec: { containers: [{ name: 'c', image: 'a:1', securityContext: { privileged } }] },
});
const deployment = (privileged: boolean): JsonObject => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
  metadata: { name: 'web', namespace: 'shop', uid: 'u-web' },
  spec: { replicas: 1, template: template(privileged) },
});
const pod: JsonObject = {
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'evil', namespace: 'shop', uid: 'u-evil' } },
  ...template(true),
};
const updated = (privileged: boolean, at: number, more: JsonObject = {}) =>
  auditLog({ ...audit('update', 'deployments/web', deployment(privileged), minute(at)), ...more });
const options = (dryRun: readonly string[] | null): JsonObject => ({
  requestObject: { kind: 'DeleteOptions', ...(dryRun === null ? {} : { dryRun: [...dryRun] }) },
});
const place = '/apis/apps/v1/namespaces/shop/deployments/web';

onBothStores((store) => {
  it.each([
    '?fieldManager=dryRun=All',
    '?fieldManager=x&x=dryRun=All',
    '?dryRun=All%zz',
    '?DRYRUN=All',
    '?x[dryRun]=All',
  ])('a real change is seen, whatever its URL says beside: %s', async (query) => {
    const { send, states } = deployedOn(store());
    await send(updated(true, 1, { requestURI: `${place}${query}` }), 2);
    expect(await states()).toEqual(['Deployment/shop/web open']);
  });

  it.each([
    '?dryRun=All',
    '?dryRun=%41ll',
    '?dry%52un=All',
    '?a=b&dryRun=All&c',
    '?dryRun=&dryRun=All',
  ])('a dry run closes nothing, however it is spelled: %s', async (query) => {
    const { send, states } = deployedOn(store());
    await send(updated(true, 1), 2);
    await send(updated(false, 3, { requestURI: `${place}${query}` }), 4);
    expect(await states()).toEqual(['Deployment/shop/web open']);
  });

  it.each<[string, JsonObject, string]>([
    ['a dry run by its body', options(['All']), 'open'],
    ['a dry run by its URL, without a body', { requestURI: '/x?dryRun=All' }, 'open'],
    [
      'whose body nobody logged',
      {
        level: 'Metadata',
        responseObject: null,
        responseStatus: { status: 'Success', code: 200, details: { uid: 'u-evil' } },
      },
      'open',
    ],
    [
      'real by its body, although the URL says otherwise',
      { ...options(null), requestURI: '/x?dryRun=All' },
      'resolved',
    ],
    ['real', {}, 'resolved'],
  ])('a deletion, %s: the finding is %s', async (_, more, status) => {
    const { send, states } = deployedOn(store());
    await send(auditLog(audit('create', 'pods/evil', pod, minute(1))), 2);
    await send(auditLog({ ...audit('delete', 'pods/evil', pod, minute(3)), ...more }), 4);
    expect(await states()).toEqual([`Pod/shop/evil ${status}`]);
  });

  it.each<[string, JsonObject]>([
    ['forbidden', { responseStatus: { code: 403 } }],
    ['failed, without a code', { responseStatus: { status: 'Failure' } }],
    ['that ended in a panic', { stage: 'Panic', responseStatus: { code: 500 } }],
    [
      'of which only the size is set',
      { objectRef: { resource: 'deployments', subresource: 'scale', name: 'web' } },
    ],
    [
      'of a kind of somebody’s own that bears the name',
      {
        objectRef: { resource: 'deployments', apiGroup: 'evil.io', namespace: 'shop', name: 'web' },
        responseObject: { ...deployment(false), apiVersion: 'evil.io/v1' },
      },
    ],
  ])('a change %s closes nothing', async (_, more) => {
    const { send, states } = deployedOn(store());
    await send(updated(true, 1), 2);
    await send(updated(false, 3, more), 4);
    expect(await states()).toEqual(['Deployment/shop/web open']);
  });
});
