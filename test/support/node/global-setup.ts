import type { TestProject } from 'vitest/node';

export default async function setup(project: TestProject) {
  project.provide('settings', {
    ADMIN_TOKEN: 'test-admin-token-0000000000000000',
    SECRETS_KEY: btoa('0123456789abcdef0123456789abcdef'),
    META_VERIFY_TOKEN: 'abcd1234',
    ALLOW_PRIVATE_ENDPOINTS: 'true',
  });
}

declare module 'vitest' {
  interface ProvidedContext {
    settings: Record<string, string>;
  }
}
