import { describe, expect, it } from 'vitest';
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
