/** Returns the body of a multipart upload of one file with fields before it, and its content type. Nothing is buffered. */
export function multipartUpload(
  fields: Record<string, string>,
  file: { body: ReadableStream; size: number; mimeType: string; filename: string },
): { body: ReadableStream; contentType: string } {
  const boundary = `----${crypto.randomUUID()}`;
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  // A name of a customer or merchant must not end the header.
  const safeName = file.filename.replaceAll(/[^\w.-]/g, '_');
  const disposition = `content-disposition: form-data; name="file"; filename="${safeName}"`;
  const head = `${texts.join('')}--${boundary}\r\n${disposition}\r\ncontent-type: ${file.mimeType}\r\n\r\n`;
  const [before, after] = [head, `\r\n--${boundary}--\r\n`].map((text) => new TextEncoder().encode(text));
  const { readable, writable } = new FixedLengthStream((before?.length ?? 0) + file.size + (after?.length ?? 0));
  const write = async () => {
    const start = writable.getWriter();
    await start.write(before);
    start.releaseLock();
    await file.body.pipeTo(writable, { preventClose: true });
    const end = writable.getWriter();
    await end.write(after);
    await end.close();
  };
  // A failure aborts the stream, which fails the request that reads it.
  write().catch((error) => writable.abort(error).catch(() => undefined));
  return { body: readable, contentType: `multipart/form-data; boundary=${boundary}` };
}
