import { globSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { makeProgram } from './program.ts';

const leavesOf = (command: Command, path: string[] = []): [name: string, command: Command][] =>
  command.commands.length === 0
    ? [[path.join(' '), command]]
    : command.commands.flatMap((child) => leavesOf(child, [...path, child.name()]));

const helpOf = (command: Command): string => {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 120 }).outputHelp();
  return text;
};

const program = await makeProgram();
const leaves = leavesOf(program);

describe.each(leaves)('recado %s --help', (_, command) => {
  it('ends with the exit codes, in one form', () => {
    const [, codes = ''] = helpOf(command).split('\nExit codes:\n');
    expect(codes).toMatch(/^ {2}0 {3}\S.*\n {2}1 {3}\S.*\n {2}2 {3}invalid command line\n(?: {2}\d{1,3} +\S.*\n)*$/);
  });

  it('describes every option', () => {
    expect(command.options.filter(({ description }) => !description).map(({ long }) => long)).toEqual([]);
  });

  it.each([command.description(), ...command.options.map(({ description }) => description)])(
    'is in fragments of plain English: %s',
    (text) => {
      expect(text).not.toMatch(
        /\bas in\b|\bwithout it\b|\bonly those\b|\.$|^(?:[A-Z][a-z]|what |who |whose |how |when )/,
      );
    },
  );
});

it('names the API or the database in the help of each command that uses one', () => {
  const withoutBoth = leaves.filter(([, command]) => !/(?:RECADO|DATABASE)_URL/.test(helpOf(command)));
  expect(withoutBoth.map(([name]) => name)).toEqual([]);
});

describe('the pages of the documentation', () => {
  const root = new URL('../../../', import.meta.url);
  const pages = globSync(['*.md', 'docs/**/*.md', 'apps/*/*.md'], { cwd: root.pathname });

  it('docs/operations.md lists each command', () => {
    const page = readFileSync(new URL('docs/operations.md', root), 'utf8');
    const [, table = ''] = /\n\| command \| what it does \| uses \|\n([^]*?)\n\n/.exec(page) ?? [];
    const rows = table.split('\n').map((row) => row.split(' | ')[0] ?? '');
    const listed = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, row })));
    const isListed = (path: string) => {
      const [group = '', ...rest] = path.split(' ');
      const isOf = (row: string) => row.includes(`\`${group} `) || row === `| \`${group}\``;
      return listed.some(({ name, row }) => {
        if (name === path || name === `${group} …`) return true;
        return isOf(row) && (name === rest.join(' ') || name === group);
      });
    };
    expect(leaves.map(([path]) => path).filter((path) => !isListed(path))).toEqual([]);
  });

  /** Joins lines that end in a backslash, and code that goes over the end of a line. */
  const joinLines = (text: string): string =>
    text
      .replaceAll(/\\\n\s+/g, '')
      .replaceAll(/`(?:npm run )?recado\b[^`]{1,200}`/g, (code) => code.replaceAll(/\s+/g, ' '));

  /** Finds `recado …` in code. */
  const usesIn = (text: string): string[] =>
    [...joinLines(text).matchAll(/(?:`recado|npm run recado --) ([a-z][^`\n#|]*)/g)].map(([, use = '']) => use);

  const faultOf = (use: string): string | undefined => {
    const words = use.trim().split(/\s+/);
    let command = program;
    for (const word of words) {
      const next = command.commands.find((child) => child.name() === word);
      if (next) command = next;
      else if (command.commands.length > 0 && /^[a-z-]+$/.test(word) && !word.startsWith('-'))
        return `no command ${word}`;
      else break;
    }
    const known = new Set(['--help', ...command.options.map(({ long }) => long)]);
    return words.find((word) => /^--[a-z-]+$/.test(word) && !known.has(word));
  };

  it.each(pages)('%s names only commands and options that exist', (page) => {
    const uses = usesIn(readFileSync(new URL(page, root), 'utf8'));
    expect(uses.map((use) => ({ use, fault: faultOf(use) })).filter(({ fault }) => fault !== undefined)).toEqual([]);
  });

  it.each([
    ['sends now', 'no command sends'],
    ['campaign stop 1', 'no command stop'],
    ['send --too +55', '--too'],
    ['keys create --name shop --scope admin', undefined],
  ])('are checked: %s', (use, fault) => expect(faultOf(use)).toBe(fault));

  it('are searched for commands', () =>
    expect(pages.flatMap((page) => usesIn(readFileSync(new URL(page, root), 'utf8'))).length).toBeGreaterThan(20));
});
