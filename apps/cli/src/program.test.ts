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

const leaves = leavesOf(makeProgram());

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
