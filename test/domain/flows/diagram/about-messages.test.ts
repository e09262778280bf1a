import { expect, test } from 'vitest';
import { buildDiagram } from '../../../../src/domain/flows/diagram/flow-diagram';

const aboutOf = (form: object, language: 'en' | 'it'): string | undefined => {
  const steps = [{ id: 'say', do: 'send_message', to: '+393331234567', ...form }];
  return buildDiagram({ name: 'x', trigger: { on: 'api' }, steps }, null, language).nodes[1]?.about;
};
const list = { text: 'Quale?', button: 'Scegli', sections: [{ rows: [{ id: 'a', title: 'A' }] }] };
const place = { latitude: '41.9', longitude: '12.5' };

test.each<[string, object, string, string]>([
  ['its text', { text: 'Ciao', template: { name: 'late', language: 'it' } }, 'Ciao', 'Ciao'],
  ['the text above its buttons', { buttons: { text: 'Confermi?', buttons: ['YES'] } }, 'Confermi?', 'Confermi?'],
  ['the text above its list', { list }, 'Quale?', 'Quale?'],
  ['the name of its template', { template: { name: 'late', language: 'it' } }, 'late', 'late'],
  ['the kind of its file', { media: { kind: 'image', url: 'https://a.example/x' } }, 'image', 'image'],
  ['a location', { location: place }, 'location', 'posizione'],
  ['a reaction', { reaction: { emoji: '👍' } }, 'reaction', 'reazione'],
  ['that it only marks a message as read', { mark_read: true }, 'marked as read', 'segnato come letto'],
])('the diagram shows of a message %s', (_, form, en, it) => {
  expect([aboutOf(form, 'en'), aboutOf(form, 'it')]).toEqual([en, it]);
});
