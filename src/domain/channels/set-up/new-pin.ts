const PIN_DIGITS = 6;
const PINS = 10 ** PIN_DIGITS;

/** Returns a random PIN of six digits, each as likely as any other. */
export function newPin(): string {
  const max = Math.floor(2 ** 32 / PINS) * PINS;
  for (;;) {
    const [value = max] = crypto.getRandomValues(new Uint32Array(1));
    if (value < max) return String(value % PINS).padStart(PIN_DIGITS, '0');
  }
}
