/** Vendored files of third parties; the digest is that of the original file, or of what a script made from it. */
export const VENDORED = [
  {
    file: 'src/domain/addresses/towns/italian-towns.ts',
    from: 'npm `italian-cap-comuni-province` 1.1.1, `dist/gi_comuni_cap-*.json` (gi_db_comuni of Garda Informatica, MIT), shortened by `scripts/italian-towns.ts`',
    licence: 'MIT',
    usedBy: 'the check of Italian addresses',
    sha256: '26f26cb961a846b5a6da4966868ef5b3c0efcf7e24b4408ee92aebb4d3dc6cfa',
  },
  {
    file: 'src/pages/components/lucide-icons.ts',
    from: 'npm `lucide-static` 1.62.0, the shapes in the used files of `icons`, unchanged',
    licence: 'ISC',
    usedBy: 'the icons of the merchant’s pages',
    sha256: '23a704b82fbd902f06dd5d57bfe3e1937cbf4f28e1a546158fda7ad10d0c95f2',
  },
  {
    file: 'test/standins/contracts/shopify_admin_2026-10_introspection.json.gz',
    from: 'npm `@shopify/dev-mcp` 1.16.0, `dist/data/admin_2026-10.json.gz`, unchanged',
    licence: 'ISC',
    usedBy: "tests and `npm start`: Shopify's stand-in",
    sha256: 'f3b522f264556925eada700e795e4a002a9cba83444ebcc6c0d724254a0c6593',
  },
] as const;

/** Packages of `devDependencies` with a file that is deployed. */
export const DEPLOYED_FILES = [
  {
    name: '@scalar/fastify-api-reference',
    file: 'dist/js/standalone.js',
    usedBy: '`/docs`: copied to the assets by `scripts/copy-reference-script.js`, sent to the browser',
  },
] as const;
