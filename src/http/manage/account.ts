import { PatchAccount, patchAccount } from '../../domain/account/create-account';
import { findAccount } from '../../domain/account/find-account';
import { jsonRequestBody, jsonResponse } from '../openapi/declarations';
import { newApi, operation } from '../openapi/operation';
import { AccountResource, presentAccount } from '../resources/account';

const show = operation({
  method: 'get',
  path: '/v1/account',
  scope: 'settings:read',
  summary: 'Get the account',
  responses: { 200: jsonResponse('The account', AccountResource) },
});
const patch = operation({
  method: 'patch',
  path: '/v1/account',
  scope: 'settings:write',
  summary: 'Update the account',
  request: { body: jsonRequestBody(PatchAccount) },
  responses: { 200: jsonResponse('The account', AccountResource) },
});

export const accountApi = newApi()
  .openapi(show, async (c) => c.json(presentAccount(await findAccount(c.get('deps'), c.get('caller'))), 200))
  .openapi(patch, async (c) => {
    const account = await patchAccount(c.get('deps'), c.get('caller'), c.req.valid('json'));
    return c.json(presentAccount(account), 200);
  });
