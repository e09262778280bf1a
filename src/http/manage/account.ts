import { PatchAccount, patchAccount } from '../../domain/account/create-account';
import { AppError } from '../../shared/app-error';
import { jsonRequestBody, jsonResponse, newApi, operation } from '../operation';
import { AccountResource, presentAccount } from '../resources/account';

const show = operation({
  method: 'get',
  path: '/v1/account',
  scope: 'settings:read',
  summary: 'The account of the key',
  responses: { 200: jsonResponse('The account', AccountResource) },
});
const patch = operation({
  method: 'patch',
  path: '/v1/account',
  scope: 'settings:write',
  summary: 'Change the account',
  request: { body: jsonRequestBody(PatchAccount) },
  responses: { 200: jsonResponse('The account', AccountResource) },
});

export const accountApi = newApi()
  .openapi(show, async (c) => {
    // Not what the credentials remember: that may be 30 s old.
    const account = await c.get('deps').accounts.find(c.get('caller').account.accountId);
    if (!account) throw new AppError('not_found');
    return c.json(presentAccount(account), 200);
  })
  .openapi(patch, async (c) => {
    const account = await patchAccount(c.get('deps'), c.get('caller').account.accountId, c.req.valid('json'));
    return c.json(presentAccount(account), 200);
  });
