import { expect, it } from 'vitest';
import { meaningOf, sentences } from '../../test/support/meaning-of.ts';

const keywords = sentences(`
  Baja x favor | omg stop | fucking stop | STOP BITCH | stop damn it | stop ffs | no thank you, please stop
  no thanks stop | no thanks, unsubscribe
`);

const clear = sentences(`
  Não qero mais receber | naum quero mais receber mensagem | nao quero mais recebe essas mensagem
  num quero mais recebê | param de me mandar mensagem | quero sai dessa lista | me tira daki | tira eu daí
  descadrastrar | descadastar | n quero mais recebr promo | nao quero maiss receber | remove meu num da lista
  remover meu nr | esqueçam meu contato | nao incomode | desassinar | desassine | quero desassinar
  cancelar assinatura das mensagens | isso é assédio, parem | desligar mensagens | desligar notificações
  no kiero recibir mas mensajes | ya no kiero mensajes | no quiero resivir mas mensajes | ya no me manden msj
  no me manden msjs | deja de mandar msjs | dejen de estar chingando | dejen de chingar | ya párenle
  parenle a los mensajes | parale ya | sacame de acá | dame d baja | dar de vaja | dame de vaja | darme de vaja
  baja ya | quiero baja | solicito baja | tramitar baja | cancelar susc | cancelar subscripcion | desubscribir
  no me rompan más | no rompan más las pelotas | dejen de romper las bolas | parad | parad ya de mandar mensajes
  no jodan más | no jodáis más | dejad de escribirme | dejad de mandar mensajes | no me escribáis más
  no me mandéis más mensajes | no mandéis más publicidad | no me enviéis nada más | quitadme de la lista
  borradme de la lista | borrad mi número | eliminad mi número | no quiero que me enviéis más ofertas | no mas msj
  no mas msjs porfavor | nomas mensajes | Alto a los mensajes | detente | finalizar suscripción
  terminar suscripción | no doy permiso para que me escriban | pierdan mi número | no me hables más
  ya no me hablen | stop txting me | stop txt | stop txts | unsubscibe | un subscribe | un-subscribe | unenroll
  unenroll me | unsign me up | sign me off | remove my num | dont txt me | dont send me this crap | dont msg me
  no more txts | quit bugging me | stop bugging me | stop blowing up my phone | leave me tf alone
  leave me the hell alone | leave me be | opting out | I'm opting out | loose my number | do not disturb | DNC
  put me on your do not call list | i want no further messages | no further texts please | no further contact
  turn off notifications | turn off messages | pause messages | please pause messages
  will you please stop texting me | mano para de mandar isso
  Senhores, boa tarde. Peço a retirada do meu contato da lista de transmissão. | vão se foder e parem
  PAREM CARALHO | pinches mensajes, ya párenle | dejen de mandar pendejadas | parad coño
  favor não me incluir em listas | favor não me incluir mais nas promoções | le pido me borre de su base
  I would appreciate it if you stopped texting me | I'd appreciate not receiving these
  Não me adicionem mais em lista de transmissão | me tira da transmissão | sair da transmissão | sair do canal
  tira meu zap | exclua meu whatsapp da sua base | delete my cell | take this phone off | me poupe dessas mensagens
  me poupem | não me procurem mais | não me procure | nem pensar em mandar mais msg | melhor não mandar mais
  acho melhor não receber mais | não dou autorização para me mandarem mensagem | ya déjenme | no me chinguen
  no me busquen más | no me busquen | ya no más | ni un mensaje más | ni un mensaje mas por favor | nada de mensajes
  nada de publicidad | pido que me eliminen de la base | exijo que me borren | me borras por favor | borreme
  bórreme por favor | elimineme | quíteme de su lista | retírenme de la lista | retirenme | retireme por favor
  cancélenme la suscripción | cancelame los mensajes | cesen los mensajes | cese de mensajes | off the list please
  off your list | no more of this | consent withdrawn | pls dont msg | não manda mais esse lixo
  quero deixar a lista | quero abandonar o grupo | saí do grupo, não me coloquem mais | não me coloquem em grupo
  não me ponha em grupos | não me adicionem em grupos | no me envíen más info | no me manden info
  quiero abandonar el grupo | please remove me from all future messages | don't need these texts
  i do not need these messages | stop reaching out | don't reach out again | please don't reach out to me
  do not reach out | don't hit me up | don't write me | don't write to me | para los mensajes | para as mensagens
`);

const unclear = sentences(`
  nao queru mais | pára | Pára! | paraaaa | parw | oarar | prar | parr | Parat | para por favor | Sai | Sairr | sari
  S air | vai encher outro | bloqueado | já bloqueei | denunciado | vou processar vocês se não parar | silenciar
  1 - Sair | opção sair | digito sair | sair 2 | vaja | pará | alto | ALTO | saliir | sakir | slair | salor
  me tienen harto | me tienen podrido con los mensajes | que pesados, parad ya | bloqueados | reportado como spam
  ya bloqueé este número | ejerzo mi derecho de oposición al tratamiento de mis datos
  ejerzo mi derecho de supresión | solicito la cancelación de mis datos conforme a la ley | derecho ARCO cancelación
  no quiero nada de ustedes | no llamar ni escribir | stpo | sotp | sstop | stip | stahp | please make it stop
  make it stop | delete my info | no texts | this is harassment stop | piss off | bugger off | end this | cancel sub
  cancel my sub | never signed up for this | I didn't sign up for this | do not call or text
  I'm on the do not call registry | reported | blocked | I'll block you | im done with these messages
  I'm done getting these | done with your texts | I don't want these | tired of getting these | turn off | mute
  can you not | how many times do I have to say stop | I've said stop 3 times | como eu paro de receber isso?
  ja mandei sair 3 vezes | quantas vezes vou ter que pedir pra parar? | caralho para | PARA PORRA
  para pelo amor de deus | para merda | chega porra | do not use this number | não usem mais este número
  no usen este número | no autorizo el uso de mi número | tô de saco cheio dessas mensagens | dispenso
  quero exclusão | exclusão por favor | sair agora | retirar numero | não há necessidade de me enviar mais mensagens
  no momento não tenho interesse | tem jeito de parar? | não dei autorização | não me cadastrei nisso
  vocês estão me importunando | isso tá enchendo o saco | enche o saco | tá me enchendo
  ya me cansé de sus mensajes | ya me cansé | estoy harta de recibir esto | me cansaron con los mensajes
  me sacás de la lista? | me borran? | me dan de baja? | interrumpan el envío | cesar envío | let me out
  how do I get off this list | i beg you stop | for the love of god stop | for the last time stop | no stop
  nope stop | nah stop | no promotions | no promos | no ads | no marketing | no spam | i'm not your customer stop
  this is a work phone please stop | this is a landline stop | per TCPA stop | please don't | stop asap
  stop pretty please | stop thanks bye | bye stop | yes stop | lol stop | haha stop | 🛑 | 🚫🚫🚫
  sigo recibiendo mensajes | como me borro
`);

const others = sentences(`
  pare de me cobrar o frete? | quando para a promoção | sair para entrega | parar na loja | baja de precio
  meu pedido saiu para entrega? | o motoboy vai sair que horas? | saiu o resultado do sorteio?
  vai sair em promoção? | quanto sai o frete? | o cheiro sai com água? | como faço pra tirar a mancha?
  tiram quanto de desconto? | dá pra tirar a gola? | me tirem uma dúvida | parei no semáforo, já chego
  a loja vai parar no feriado? | para quem é? | para amanhã | para por favor embrulhar? | Para Maria | para retirada
  para de ser careiro kkkk | para tudo!!! que lindo | não consigo parar de olhar | sem parar
  nunca parem de mandar ofertas | não para de mandar não, adoro | por favor no dejen de mandarme ofertas
  don't stop now | never stop sending these | cancelar a reserva de sábado | cancelar a compra 123
  cancelamento do pedido 55 | quero cancelar a assinatura do clube | pode cancelar o item 2?
  cancela meu agendamento de amanhã | cancelar a nota fiscal | cancelar a troca | cancelar inscrição no curso
  cancelar mi pedido | cancel the order | cancel my table for two | cancel the second one | remover a etiqueta
  remove the pickles | remove my old address | tirem a cebola | excluir cartão salvo | quita la cebolla
  baja talla hay? | está muy baja la batería | ¿baja el precio en diciembre? | planta baja | Baja California Sur
  zona baja | en temporada baja | ¿a qué hora salen? | salida de emergencia | vamos a salir tarde
  no puedo salir a recibir | sale y vale | alto y ancho? | talla alto | alto rendimiento | truck stop
  last stop is yours? | stop motion kit | door stop | stopping by at 5 | stop at the door
  why did you stop selling it | stop loss | pit stop | stop charging my card | stop the order | end of season sale?
  quit smoking kit | do you have a mailing list? | send me the list
  remove me from the waiting list and take my order | what list? | manda a lista de presentes
  me tira do sério esse preço kkk | não quero mais nada por hoje, obrigada | não quero receber o produto com defeito
  quero receber hoje | não recebo há dias | no recibí nada | no me llegó nada | não me mandaram nada ainda
  no me han mandado el link | no me mandaron el comprobante | não mande hoje, estou viajando | não envie a nota
  don't call, text me | no me llamen, escríbanme | não ligue, mande mensagem | não me ligue agora, estou em reunião
  no me llames antes de las 10 | text me instead | no envíen hasta el lunes | no me interesa ese color
  bloqueio do cartão | bloquear meu cartão | caiu no spam o email | chega que horas | basta pagar? | enough for 4?
  chega de espera, cadê meu pedido? | basta de excusas, quiero mi reembolso | harto de esperar
  tired of waiting for my order | deixe em paz de espírito | dejen propina? | deixa quieto | deixa pra próxima
  no autorizo el cargo | número errado no pedido | você pode me avisar quando parar de chover?
  me chama quando chegar | let me know when it stops raining | I can't stop thinking about that dress
  quero deixar de molho | dejar de lado el precio | quero sair linda no natal | saio às 18h
  dá pra sair agora pra buscar | sair do ar o site? | quero sair daqui com desconto | salgo a las 6
  salgo para allá | para! sério esse preço? | removedor de esmalte | cancelled? | paradinha | stopper | parece bom
  saia preta tem? | saia | quero a saia azul | saias | salida | bajar de peso | bajas? | exclusão do item 2
  remover acento da letra | retirar hoje | retirada amanhã | não precisa enviar o comprovante
  melhor não mandar hoje | no momento não tenho dinheiro | pode parar na frente do prédio | dá pra parar na frente?
  tem onde parar? | tem lugar pra parar o carro? | vocês param de entregar que horas? | o elevador parou
  a máquina parou de funcionar | o produto parou | minha tv não para de piscar | stopped working
  the app stopped working | the alarm won't stop | no deja de sonar | quem me enviou isso? | yo no pedí eso
  dejame preguntar | estoy cansado hoy jaja | basta con uno | ya estuvo listo? | ya no quedan? | ni uno más?
  cancelame uno | cancelame la reserva | how do I stop the app from crashing | remove two items | no promo code?
  no more sizes? | no more red? | no stop at Rua B? | no thanks, maybe later | stopping there | nonstop
  stop at gate 4 | said | pares | parece | salar? | saludos | cancelou? | quero receber por email
  quero receber o catálogo | mande a lista | me manda as promoções | me inclui na lista | me adiciona no grupo
  quiero recibir más | agréguenme al grupo | text me the offers | não me tira da lista não | no me quiten
  don't remove my number | eles pararam de me mandar mensagem | you stopped texting me, why?
  dejaron de mandarme promociones, ¿por qué? | faz tempo que não me mandam promoção | não tenho recebido mensagens
  I used to get your texts | favor retirar o pedido na portaria | favor excluir o item | retirar em 2 horas?
  vou retirar agora | quero retirar | alguém vai retirar por mim | quero deixar sinal | o grupo vai viajar
  tem grupo de ofertas? | como entro no grupo? | sou do grupo vip | qual a lista de preços?
  sigo sin recibir mi pedido | no me llegan las promociones | no me llegan sus mensajes | no me manden sin factura
  no me envíen la talla equivocada | don't write my name on the box | no longer need the item
  não estou interessada no azul | stop playing | stop the car | can you stop the delivery driver? | stop at 7-eleven
  stop near the park | stop here | first stop downtown | should I stop using the cream? | I had to stop
  I want to stop smoking | stop wasting my time and send my order | stop lying and ship it | para quantas pessoas?
  para Recife? | para o natal | para os meninos | para isso serve o quê? | pare na esquina
  parem de enrolar e mandem meu pedido | pare de me enrolar, cadê meu pedido | parem de aumentar os preços
  parem de cobrar meu cartão | cancelem a cobrança | parar débito | cancelar cobrança | cancelar envio do pedido
  cancela o envio que mudei de endereço | doy de baja el servicio de internet?
  quiero dar de baja mi línea de celular | bloqueei meu cartão | meu acesso foi bloqueado | tela bloqueada | tired
  mute por favor?
`);

it.each(keywords)('%j is a keyword in spite of what is beside it', (text) => {
  expect(meaningOf(text)).toBe('stop');
});

it.each(clear)('%j asks clearly, in the spelling of phones and regions', (text) => {
  expect(meaningOf(text)).toBe('clear');
});

it.each(unclear)('%j is held as unclear, not ignored', (text) => {
  expect(meaningOf(text)).toBe('unclear');
});

it.each(others)('%j is about something else', (text) => {
  expect(meaningOf(text)).toBe('other');
});

it.each([
  ['STОP', 'stop'],
  ['ЅTОP', 'stop'],
  ['ѕtop', 'stop'],
  ['раrar', 'stop'],
  ['pаrar', 'stop'],
  ['ЅAIR', 'stop'],
  ['sаir', 'stop'],
  ['sa\u200bir', 'stop'],
  ['ST\u00adOP', 'stop'],
  ['st\u2060op', 'stop'],
  ['🆂🆃🅾🅿', 'stop'],
  ['ᴘᴀʀᴀʀ', 'stop'],
  ['5top', 'stop'],
  ['st0p', 'stop'],
  ['ST0P', 'stop'],
  ['p4rar', 'stop'],
  ['s@ir', 'stop'],
  ['p@rar', 'stop'],
  ['s🅰️ir', 'stop'],
  ['🇸 🇹 🇴 🇵', 'stop'],
  ['$top', 'stop'],
  ['Sair\n\nAtt,\nMaria', 'stop'],
  ['não quero\nmais receber\nmensagens', 'clear'],
  ['nao\nquero mais receber', 'clear'],
  ['Ya\nno\nquiero\nmensajes', 'clear'],
  ['no\nmas mensajes', 'clear'],
  ['On Mon, Dec 1 Store wrote:\n> Sale\nStop', 'stop'],
  ['Stop\nOn Mon, Dec 1, 2026 Store wrote:\n> Sale today', 'stop'],
  ['Stop\n\nEm seg., 1 de dez. de 2026, Loja escreveu:\n> oferta', 'stop'],
  ['SAIR\n\nObter o Outlook para Android', 'stop'],
  ['stop - sent from my iPhone', 'stop'],
  ['[Sticker] pare', 'stop'],
  ['[sticker: STOP]', 'stop'],
  ['sticker: sair', 'stop'],
  ['gif: stop', 'stop'],
  ['stop exclamation point', 'stop'],
  ['stop period', 'stop'],
  ['sair ponto', 'stop'],
  ['parar ponto final', 'stop'],
  ['stop comma please', 'stop'],
  ['ponto final sair', 'stop'],
  ['baja punto', 'stop'],
  ['alto punto', 'unclear'],
  ['não,quero,mais,receber', 'clear'],
  ['nao.quero.mais.receber.mensagens', 'clear'],
  ['nãoqueromaisreceber', 'clear'],
  ['naoqueromais', 'clear'],
  ['STOPTEXTINGME', 'clear'],
  ['stoptexting', 'clear'],
  ['nomasmensajes', 'clear'],
  ['pareDeMeMandarMensagem', 'clear'],
  ['dontTextMe', 'clear'],
  ['meremova', 'clear'],
  ['parardereceber', 'clear'],
  ['sairdalista', 'clear'],
  ['Cancelar subscripción', 'clear'],
  ['🔕 Silenciar', 'unclear'],
  ['No, gracias, baja', 'stop'],
  ['Não, obrigado. Sair', 'stop'],
])('%j is read as a person sees it: %s', (text, meaning) => {
  expect(meaningOf(text)).toBe(meaning);
});

it.each([
  'Liked “Sale today! STOP to unsubscribe”',
  'Loved “50% off.\nReply STOP to stop”',
  '👍 to “Big sale. Text STOP to end”',
  'Curtiu “Oferta! Não quer mais receber? Envie SAIR”',
  'Le gustó “Oferta. Para no recibir más, BAJA”',
])('%j is a reaction, which quotes our words', (text) => {
  expect(meaningOf(text)).toBe('other');
});
