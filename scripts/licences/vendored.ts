/** Vendored files of third parties; the digest is that of the original file. */
export const VENDORED = [
  {
    file: 'src/http/pages/assets/scalar-1.46.4.js',
    from: 'npm `@scalar/api-reference` 1.46.4, `dist/browser/standalone.js`, unchanged',
    licence: 'MIT',
    usedBy: '`/docs`: sent to the browser',
    sha256: '81b8d2bdab4a42ab81465386441b9a0f928b68631364360f00e8cce620cc1efb',
  },
  {
    file: 'test/standins/contracts/shopify_admin_2026-10_introspection.json.gz',
    from: 'npm `@shopify/dev-mcp` 1.16.0, `dist/data/admin_2026-10.json.gz`, unchanged',
    licence: 'ISC',
    usedBy: "tests and `npm start`: Shopify's stand-in",
    sha256: 'f3b522f264556925eada700e795e4a002a9cba83444ebcc6c0d724254a0c6593',
  },
] as const;
