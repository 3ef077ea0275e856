/** What people are told once their STOP or START was heeded. */
export type ConfirmationTexts = { stop: string; start: string };

const en: ConfirmationTexts = {
  stop: 'Done: you will not receive our messages any more. To receive them again, reply START.',
  start: 'Done: you will receive our messages again. To stop them, reply STOP.',
};

const pt: ConfirmationTexts = {
  stop: 'Pronto: você não receberá mais as nossas mensagens. Para voltar a receber, responda VOLTAR.',
  start: 'Pronto: você voltará a receber as nossas mensagens. Para parar, responda PARAR.',
};

const es: ConfirmationTexts = {
  stop: 'Listo: ya no recibirá nuestros mensajes. Para volver a recibirlos, responda EMPEZAR.',
  start: 'Listo: volverá a recibir nuestros mensajes. Para dejar de recibirlos, responda BAJA.',
};

/** By language. The words that they name are those that are heeded. */
export const confirmationTexts: Record<string, ConfirmationTexts> & { en: ConfirmationTexts } = { en, pt, es };
