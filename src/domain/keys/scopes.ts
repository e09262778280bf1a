export const SCOPES = [
  'requests:read',
  'requests:write',
  'orders:write',
  'users:read',
  'users:write',
  'settings:read',
  'settings:write',
  'webhook:shopify',
  'shipments:write',
  'webhook:shipments',
  'messages:write',
  'people:write',
] as const;

export type Scope = (typeof SCOPES)[number];
