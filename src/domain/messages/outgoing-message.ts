/** A message as a flow sends it: rendered, with the payloads that its buttons carry. */
export type OutgoingMessage =
  | {
      kind: 'template';
      name: string;
      language: string;
      header: string | null;
      body: string[];
      buttons: string[];
    }
  | { kind: 'text'; text: string }
  | {
      kind: 'buttons';
      text: string;
      header: string | null;
      footer: string | null;
      buttons: { id: string; title: string }[];
    };
