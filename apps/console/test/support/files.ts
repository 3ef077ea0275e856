import { workbookOf, zipOf } from '@recado/testing/workbook';

const templateNeeds =
  'The template needs {{discount}}. Choose a column for it, or give a value for everybody in the message.';
const noPhone = 'No column is the phone number. Choose the column that has it.';
const noRows = 'The file has no rows. Choose a file with one row for each person.';
const otherKind = 'This kind of file cannot be read. Save it as CSV or as an Excel workbook (.xlsx).';

const columns = Array.from({ length: 32 }, (_, place) => `c${place}`);

/** Files as people have them, each with the one sentence that the page says of it. */
export const ordinaryFiles: [kind: string, content: Buffer, sentence: string][] = [
  ['names in Portuguese', text('Número do celular,Promoção\n11987654321,10%\n'), templateNeeds],
  ['semicolons', text('Celular;Promoção;Obs\n11987654321;10%;ligar, à tarde\n'), templateNeeds],
  ['Latin-1', Buffer.from('Número do celular;Promoção\n11987654321;10%\n', 'latin1'), templateNeeds],
  ['33 columns', text(`celular;${columns.join(';')}\n11987654321;1\n`), templateNeeds],
  ['33 columns without a number', text(`c;${columns.join(';')}\n1;2\n`), noPhone],
  [
    'a workbook',
    workbookOf([
      ['Celular', 'Promoção'],
      ['11987654321', '10%'],
    ]),
    templateNeeds,
  ],
  [
    'two numbers',
    text('telefone 1;telefone 1;discount\n11987654321;;1%\n'),
    'Several columns are the phone number. Choose one, and set the others to “ignored”.',
  ],
  ['no number', text('name;discount\nAna;1%\n'), noPhone],
  ['nothing in it', text(''), noRows],
  ['no rows', text('telefone;discount\n'), noRows],
  [
    'no header',
    text('11987654321;10%\n11987654322;12%\n'),
    'The first line does not name the columns. Add a line such as “phone,name” above the rows.',
  ],
  ['a zip archive', zipOf({ 'photo.jpg': 'x'.repeat(100) }), otherKind],
  ['half a zip archive', text('PK\u0003\u0004'), otherKind],
];

function text(content: string): Buffer {
  return Buffer.from(content);
}
