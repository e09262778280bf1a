import type { FlowDiagram } from './flow-diagram';

/** Everything but letters, digits, blanks and plain signs as Mermaid's own character codes: no text of a flow is read as its language. */
const escaped = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} _.,]/gu, (character) => `#${character.codePointAt(0)};`);

const SHAPES: Record<string, [string, string]> = {
  trigger: ['([', '])'],
  end: ['([', '])'],
  branch: ['{', '}'],
  wait: ['{{', '}}'],
  wait_for_reply: ['{{', '}}'],
};

/** A picture as the text of a Mermaid flowchart. */
export function mermaidOf({ nodes, edges }: FlowDiagram): string {
  const node = ({ id, kind, about }: FlowDiagram['nodes'][number], i: number): string => {
    const [open, close] = SHAPES[kind] ?? ['[', ']'];
    const lines = [id, kind, about].filter((line) => line !== '').map(escaped);
    return `  n${i}${open}"${lines.join('<br/>')}"${close}`;
  };
  const edge = ({ from, to, label, runs }: FlowDiagram['edges'][number]): string => {
    const told = [label, runs === null ? '' : `${runs} runs`].filter((part) => part !== '').map(escaped);
    return `  n${from} -->${told.length > 0 ? `|"${told.join('<br/>')}"|` : ''} n${to}`;
  };
  return ['flowchart TD', ...nodes.map(node), ...edges.map(edge), ''].join('\n');
}
