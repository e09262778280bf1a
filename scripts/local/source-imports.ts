import { registerHooks } from 'node:module';

// The Worker's sources leave out the ending of what they import; Node wants it.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const bare = specifier.startsWith('.') && !/\.\w+$/.test(specifier);
    return nextResolve(bare ? `${specifier}.ts` : specifier, context);
  },
});
