const DESCRIPTIONS: Record<string, [message: string, mend: string]> = {
  timeout: [
    'There was no whole answer within the time-out.',
    'Answer faster, for instance by doing slow work after the answer, or raise timeout_ms (30,000 at most).',
  ],
  connect_failed: [
    'The connection failed or broke off (name, certificate, closed port, or a body cut short).',
    'Check that the address is right, public, and has a valid TLS certificate.',
  ],
  redirected: ['It answered with a redirect, which is never followed.', 'Give the address that the redirect leads to.'],
  bad_encoding: [
    'The answer is not compressed as its Content-Encoding says.',
    'Name the compression that is used in Content-Encoding, or leave the header out.',
  ],
  not_utf8: [
    'The answer is not UTF-8, and its Content-Type names no other charset.',
    'Answer in UTF-8, or name the charset, such as "application/json; charset=ISO-8859-1".',
  ],
  wrong_charset: [
    'The answer is not in the charset that its Content-Type names.',
    'Answer in UTF-8, or name the charset that is used.',
  ],
  too_large: ['The answer was too large.', 'Answer at most 256 KiB to getObject.'],
  url_refused: ['The address may not be called.', 'Give an https address of a public host, port 443 or 8443.'],
  not_json: ['The answer is not a JSON object.', 'Answer with the object as JSON, such as {"id": "1001", …}.'],
  http_401: [
    'It answered 401.',
    'Check the headers of the store, and that the signature is verified with its secret over the raw body.',
  ],
  http_403: [
    'It answered 403.',
    'Let our calls through: a firewall, a login or the check of the signature refuses them.',
  ],
  http_404: ['It answered 404.', 'Check the path of the address.'],
};

/** What a failed call says to a merchant, and what they must mend. */
export function describeFailure(code: string): [message: string, mend: string] {
  const known = DESCRIPTIONS[code];
  if (known) return known;
  const status = /^http_(\d{3})$/.exec(code)?.[1];
  return status
    ? [`It answered ${status}.`, 'Look into the log of your service for the reason.']
    : [`It failed with ${code}.`, 'Check the settings of the store.'];
}
