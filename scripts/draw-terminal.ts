import { text } from 'node:stream/consumers';

/** Draws the output of a command as a terminal window in SVG. The font is the reader's, so a line has its width set. */
export const drawTerminal = (command: string, output: string): string => {
  const lines = [`$ ${command}`, ...output.trim().split('\n')];
  const columns = Math.max(...lines.map((line) => line.length));
  const width = Math.ceil(columns * column + 2 * margin);
  const height = lines.length * row + 2 * margin;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Output of ${escape(command)}</title>
<rect width="100%" height="100%" rx="8" fill="#161b22"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#e6edf3">
${lines.map((line, index) => drawLine(line, margin + (index + 0.75) * row)).join('\n')}
</g>
</svg>
`;
};

const column = 7.8;
const row = 19;
const margin = 16;

const drawLine = (line: string, y: number): string => {
  if (!line) return '';
  const length = `textLength="${(line.length * column).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
  return `<text x="${margin}" y="${y}" xml:space="preserve" ${length}>${highlight(escape(line))}</text>`;
};

const highlight = (line: string): string =>
  line
    .replace(/^\$ .*$/, '<tspan fill="#79c0ff">$&</tspan>')
    .replace(/as expected$/, '<tspan fill="#3fb950">$&</tspan>');

const escape = (line: string): string => line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

if (import.meta.main) {
  const output = await text(process.stdin);
  if (!output.trim()) throw new Error('There is no output to draw. Pipe the output of a command to this script.');
  process.stdout.write(drawTerminal('npm run demo', output));
}
