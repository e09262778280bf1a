import { expect, test } from 'vitest';
import { incomingMessageView } from '../../../src/domain/messages/incoming-message-view';

test('a customer’s message is shown by its text, its file or its place', () => {
  const media = { media_id: 'm', mime_type: 'image/jpeg', sha256: null, filename: null, size: 1, error: null };
  const image = { kind: 'image', content: { text: null }, media: { ...media, state: 'stored' as const } };
  expect(incomingMessageView(image)).toMatchObject({ text: '', media: { kind: 'image', about: 'image/jpeg' } });
  const location = { latitude: 41.9, longitude: 12.5, name: 'Casa', address: 'Via Roma 1' };
  const place = { kind: 'location', content: { text: 'Casa', location }, media: null };
  expect(incomingMessageView(place)).toMatchObject({
    text: 'Casa',
    media: { kind: 'location', about: 'Via Roma 1 · 41.9, 12.5' },
  });
  const odd = { kind: 'x', content: { text: 7, location: 'x', description: ['x'] }, media: null };
  expect(incomingMessageView(odd)).toMatchObject({ text: '', footer: '', media: null });
});
