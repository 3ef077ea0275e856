import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, parseEnv, showValue, type Environment } from './config.ts';
import { integer, variable } from './variable.ts';

describe('reading the environment', () => {
  const Env = z.object({
    NAME: variable(z.string(), { shape: 'a name', remedy: 'Set it to a name.' }),
    COUNT: integer({ min: 1, max: 10, default: 5, meaning: 'how many there are' }),
    API_TOKEN: variable(z.string().min(8).optional(), {
      shape: '8 characters',
      remedy: 'Ask for one.',
      secret: true,
      needs: 'NAME',
    }),
  });

  const issuesOf = (schema: z.ZodType, env: Environment): string[] => {
    try {
      parseEnv(schema, env);
    } catch (error) {
      if (error instanceof ConfigError) return error.message.split('\n');
      throw error;
    }
    return [];
  };

  describe('parseEnv', () => {
    it('returns typed values, with defaults for unset variables', () => {
      expect(parseEnv(Env, { NAME: 'store' })).toEqual({ NAME: 'store', COUNT: 5 });
    });

    it('treats an empty or blank variable as unset', () => {
      expect(parseEnv(Env, { NAME: 'store', COUNT: '', API_TOKEN: '  ' })).toEqual({ NAME: 'store', COUNT: 5 });
    });

    it('reads only the variables that the schema names', () => {
      expect(parseEnv(Env, { NAME: 'store', HOME: '/root' })).not.toHaveProperty('HOME');
    });

    it('reads through a transform', () => {
      const config = Env.transform(({ NAME, COUNT }) => ({ name: NAME, count: COUNT }));
      expect(parseEnv(config, { NAME: 'store', COUNT: '7' })).toEqual({ name: 'store', count: 7 });
    });

    it('names every issue at once, with value, shape and remedy', () => {
      expect(issuesOf(Env, { COUNT: '11', API_TOKEN: 'hunter2' })).toEqual([
        'NAME: expected a name, got nothing. Set it to a name.',
        'COUNT: expected a whole number from 1 to 10, got "11". It is how many there are: set it, or unset it for 5.',
        'API_TOKEN: expected 8 characters, got a value of 7 characters. Ask for one.',
      ]);
    });

    it('keeps the notes of a variable that becomes optional', () => {
      const Optional = Env.partial();
      expect(issuesOf(Optional, { COUNT: 'x' })[0]).toMatch(/^COUNT: expected a whole number from 1 to 10, got "x"/);
      expect(issuesOf(Optional, { API_TOKEN: 'hunter22' })).toEqual([
        'NAME: expected a name because API_TOKEN is set, got nothing. Set it to a name.',
      ]);
    });

    it('lists the refinement of an object beside the other issues', () => {
      const Even = Env.refine(({ COUNT }) => COUNT % 2 === 0, { path: ['COUNT'], error: 'an even number' });
      expect(issuesOf(Even, { NAME: 'store', COUNT: '3' })[0]).toMatch(/^COUNT: expected an even number, got "3"/);
    });

    it("uses zod's message for a variable without notes", () => {
      expect(issuesOf(z.object({ PLAIN: z.string() }), {})).toEqual([
        'PLAIN: expected string, got nothing. Set PLAIN to such a value.',
      ]);
    });

    it('quotes no value of a variable that sounds secret, even if nothing says so', () => {
      const line = issuesOf(z.object({ SOME_SECRET: z.string().min(10) }), { SOME_SECRET: 'hunter2' })[0];
      expect(line).toContain('got a value of 7 characters');
    });

    describe('a value in a file', () => {
      const folder = mkdtempSync(join(tmpdir(), 'recado-config-'));
      afterAll(() => rmSync(folder, { recursive: true }));
      const write = (name: string, text: string): string => {
        const file = join(folder, name);
        writeFileSync(file, text);
        return file;
      };

      it.each([
        ['without a newline', 'store'],
        ['with a newline', 'store\n'],
        ['with the newline of Windows', 'store\r\n'],
        ['with a byte order mark', '\uFEFFstore\n'],
      ])('is read %s', (_title, text) => {
        expect(parseEnv(Env, { NAME_FILE: write('name', text) })).toEqual({ NAME: 'store', COUNT: 5 });
      });

      it('is checked as the variable itself, and a secret is not quoted', () => {
        const issues = issuesOf(Env, { NAME: 'store', API_TOKEN_FILE: write('short', 'hunter2\n') });
        expect(issues).toEqual(['API_TOKEN: expected 8 characters, got a value of 7 characters. Ask for one.']);
      });

      it.each([
        ['missing', () => join(folder, 'missing'), /^It cannot be read \(ENOENT\)\./],
        ['empty', () => write('empty', ' \n'), /^It is empty\./],
        ['a folder', () => folder, /^It is not a file\./],
        ['a device', () => '/dev/zero', /^It is not a file\./],
        ['too long', () => write('long', 'x'.repeat(70_000)), /^It is longer than 65536 bytes\./],
      ])('is refused when the file is %s, in one line', (_title, makeFile, remedy) => {
        const [line = '', ...more] = issuesOf(Env, { NAME_FILE: makeFile() });
        expect(more).toEqual([]);
        expect(line).toMatch(/^NAME_FILE: expected a readable file that holds a value, got "/);
        expect(line.slice(line.indexOf('". ') + 3)).toMatch(remedy);
      });

      it('is refused beside the variable itself', () => {
        expect(issuesOf(Env, { NAME: 'store', NAME_FILE: write('both', 'other') })).toEqual([
          expect.stringMatching(
            /^NAME_FILE: expected no file because NAME is set, got ".*"\. Unset NAME, or NAME_FILE\.$/,
          ),
        ]);
      });
    });

    it('refuses a schema that names no variables', () => {
      expect(() => parseEnv(z.string(), {})).toThrow(TypeError);
    });
  });
});

describe('showValue', () => {
  it.each([
    [undefined, 'nothing'],
    ['foo', '"foo"'],
    [0, '0'],
    [{ id: 'x' }, '{"id":"x"}'],
    ['two\nlines', '"two\\nlines"'],
    ['x'.repeat(80), `"${'x'.repeat(60)}…"`],
    ['postgres://me:hunter2@db:5432/recado', '"postgres://…@db:5432/recado"'],
    ['me:hunter2@db', '"…@db"'],
    ['redis://:hunt@er2@h', '"redis://…@h"'],
    ['http://user:hunter2@host/?token=hunter2', '"http://…@host/?…"'],
    ['postgres://host/recado?password=hunter2', '"postgres://host/recado?…"'],
    ['+5511987654321', '"+55…"'],
    [5511987654321, '551…'],
  ])('shows %j as %s', (value, shown) => {
    expect(showValue(value, false)).toBe(shown);
  });

  it('shows only the length of a secret', () => {
    expect(showValue('hunter2', true)).toBe('a value of 7 characters');
    expect(showValue(undefined, true)).toBe('nothing');
  });
});
