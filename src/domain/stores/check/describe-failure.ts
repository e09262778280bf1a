const DESCRIPTIONS: Record<string, [message: string, remedy: string]> = {
  timeout: [
    'There was no complete response within the timeout.',
    'Respond faster, for instance by doing slow work after the response, or raise timeout_ms (30,000 at most).',
  ],
  connect_failed: [
    'The connection failed or broke off (name, certificate, closed port, or a body cut short).',
    'Check that the URL is correct, public, and has a valid TLS certificate.',
  ],
  redirected: [
    'It responded with a redirect; redirects are not followed.',
    'Enter the URL that the redirect leads to.',
  ],
  bad_encoding: [
    'The response is not compressed as its Content-Encoding says.',
    'Set Content-Encoding to the compression used, or omit the header.',
  ],
  not_utf8: [
    'The response is not UTF-8, and its Content-Type names no other charset.',
    'Respond in UTF-8, or name the charset, such as "application/json; charset=ISO-8859-1".',
  ],
  wrong_charset: [
    'The response is not in the charset that its Content-Type names.',
    'Respond in UTF-8, or name the charset used.',
  ],
  too_large: ['The response is too large.', 'Respond with at most 256 KiB to getObject.'],
  url_refused: ['The URL is not allowed.', 'Enter an https URL of a public host, port 443 or 8443.'],
  not_json: ['The response is not a JSON object.', 'Respond with the object as JSON, such as {"id": "1001", …}.'],
  http_401: [
    'It responded 401.',
    'Check the headers of the store, and that the signature is verified with its secret over the raw body.',
  ],
  http_403: ['It responded 403.', 'Let our calls through: a firewall, a login or the signature check refuses them.'],
  http_404: ['It responded 404.', 'Check the path of the URL.'],
};

/** Explains the code of a failed call to a merchant's endpoint, and says what to do. */
export function describeFailure(code: string): [message: string, remedy: string] {
  const known = DESCRIPTIONS[code];
  if (known) return known;
  const status = /^http_(\d{3})$/.exec(code)?.[1];
  return status
    ? [`It responded ${status}.`, 'Look for the reason in the log of your service.']
    : [`It failed with ${code}.`, 'Check the settings of the store.'];
}
