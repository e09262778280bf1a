import { registerHooks } from 'node:module';

// The Worker's sources import without file extensions, which Node requires.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const bare = specifier.startsWith('.') && !/\.\w+$/.test(specifier);
    return nextResolve(bare ? `${specifier}.ts` : specifier, context);
  },
});
