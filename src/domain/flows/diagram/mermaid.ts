import type { StepRole } from '../step-kind/step-kind';
import type { FlowDiagram } from './flow-diagram';

/** Writes special characters as Mermaid's character codes, so that no text of a flow is read as Mermaid. */
const escaped = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N} _.,]/gu, (character) => `#${character.codePointAt(0)};`);

const SHAPES: Partial<Record<StepRole, [string, string]>> = {
  end: ['([', '])'],
  decision: ['{', '}'],
  wait: ['{{', '}}'],
};

/** Draws a diagram as the text of a Mermaid flowchart. */
export function mermaidOf({ nodes, edges }: FlowDiagram): string {
  const node = ({ id, kind, role, about }: FlowDiagram['nodes'][number], i: number): string => {
    const shape = kind === 'trigger' ? SHAPES.end : role && SHAPES[role];
    const [open, close] = shape ?? ['[', ']'];
    const lines = [id, kind, about].filter((line) => line !== '').map(escaped);
    return `  n${i}${open}"${lines.join('<br/>')}"${close}`;
  };
  const edge = ({ from, to, label, runs }: FlowDiagram['edges'][number]): string => {
    const words = [label, runs === null ? '' : `${runs} runs`].filter((part) => part !== '').map(escaped);
    return `  n${from} -->${words.length > 0 ? `|"${words.join('<br/>')}"|` : ''} n${to}`;
  };
  return ['flowchart TD', ...nodes.map(node), ...edges.map(edge), ''].join('\n');
}
