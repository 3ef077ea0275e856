import { expect, it } from 'vitest';
import { meaningOf, sentences } from '../../test/support/meaning-of.ts';

const clear = sentences(`
  Olá, gostaria que meu número fosse removido do sistema de disparos | quero que meu número seja excluído
  solicito que meu contato seja removido | sai da minha vida | sai do meu zap | me esqueçam
  não entre mais em contato | não entrem em contato comigo | favor não entrar em contato
  não entrar mais em contato comigo | não quero mais contato | não quero contato | sem contato por favor
  evitem me mandar mensagens | evite enviar mensagens | descadastre 11 98765-4321 | remova o número 11987654321
  retire o numero 11 98765-4321 da lista | desativa as mensagens | manda mais não | manda mais não por favor
  me mande mais não | mande mais não viu | ya no me estén mandando mensajes | ya no estén mandando mensajes
  no estén mandando mensajes | no anden mandando mensajes | no sigan mandando mensajes
  no continúen enviando mensajes | no me sigan escribiendo | me quieren sacar de la lista? | pedido de baja
  baja de la lista | baja del servicio de mensajes | baja mensajes | baja promociones | baja sms
  cancelar el servicio de mensajes | frenar mensajes | frenen los mensajes | frená con los mensajes
  kindly desist from texting me | refrain from texting me | please refrain from contacting me | terminate messages
  terminate my subscription | drop me from your list | drop my number | scrub my number | scrub me from your list
  purge my number | wipe my number | exclude me | exclude my number from your list
  please exclude me from future texts | kick me off | kick me off this list | boot me off the list
  get off my phone | get out of my phone | stay off my phone | leave my phone alone | quit hitting my phone
  stop hitting my phone | stop hitting me up | stop sendin me shit | stop txtn me | stop textn | stop messagin me
  stop msgin me | nomore texts | nomore | want removed | need removed | need off list | I need off this list
  request to be removed | opt me tf out
`);

const unclear = sentences(`
  some daqui | sumam | xô | DESLIGAR | desativa | desativa aí | exclui | exclui aí | tô fora | to fora
  no sigan enviando | ya no sigan mandando | quitar | cortala | córtenla | no rompas | no rompan | dejate de joder
  déjense de joder | me tenés podrido | me hinchan | no hinchen más | terminate | stay away | back off | buzz off
  shut up | shut the fuck up | stfu | gtfo | fu | stop callin and textin me | stop with this nonsense
  stop this nonsense | hard pass | no thx remove | remove now | I'm requesting removal | requesting removal
  removal request | out | OUT | count me out | I'm out | im out | wrong num
`);

const others = sentences(`
  o celular some da tela | some 10 reais | o pedido entra em contato? | podem entrar em contato
  sem contato físico? | desliga sozinho | como desliga o aparelho? | exclui o item | elimina manchas?
  to fora do país | manda mais | manda mais não chegou | solicito cancelamento da compra
  qual a política de cancelamento? | receber hoje | baja de talla? | dar de baja el plan de internet
  frenos de bici | frenar en seco | la manga corta | cortenla en rodajas | se rompió | no se hinchen jaja
  quitar sal | remover esmalte | detener la compra | no sigan buscando, lo encontré | no continúen con el pedido
  pass me the link | pass the info | OUT of office | count me in | had enough time? | negative test result
  drop me a pin | exclude shipping? | wipe clean? | purge valve | back off the price a bit
  get my order off the truck | removal service price? | request an invoice | terminate pest control
  what's the wrong number on my receipt? | wrong address | nah | no | who is it
  Oi, bom dia! Fiz um pedido ontem e ainda não recebi o código de rastreio, podem me mandar por favor?
  Boa tarde, o pedido 12345678901 veio errado, quero trocar ou cancelar
  Meu número é 11 98765-4321, podem me ligar?
  Não consigo entrar em contato com vocês pelo telefone, me mandem mensagem aqui
  Vocês não entraram em contato comigo até agora, cadê meu pedido? | Favor entrar em contato pelo 11 98765-4321
  ninguém entrou em contato ainda | Retirar meu pedido com o documento 12345678900, pode?
  Podem remover o endereço antigo do meu cadastro e colocar o novo?
  Quero atualizar meu cadastro, mudei de telefone
  Preciso cancelar minha compra porque não vou conseguir receber no endereço
  Não quero mais esperar, cancelem meu pedido e devolvam o dinheiro
  O entregador parou na rua de trás e não quis sair do carro
  A loja vai parar de vender esse modelo? Queria mais um | Vou sair para viajar amanhã, não mandem a entrega
  Não mandem a entrega amanhã, não vou estar em casa | Por favor não enviem o pedido hoje
  Vocês podem parar de trocar o produto errado? Já é a terceira vez
  Recebi a mensagem mas não entendi a promoção, como funciona? | Essa promoção já acabou? Não quero perder!
  Quero mais promoções assim, obrigada | Não paro de ver as ofertas de vocês, amo!
  Sem falta hoje, por favor, não me deixem na mão | me deixa ver com meu marido e te falo
  deixa eu pensar e te aviso | Deixe na caixa de correio, por favor, não toque a campainha
  Não precisa responder essa mensagem, só avisar quando sair
  Esse número é do financeiro? Preciso remover uma cobrança | Retire a taxa de entrega e eu fecho a compra
  O cupom saiu da validade, conseguem liberar? | Gostaria de remover um item e incluir outro no pedido
  Quero excluir minha conta do aplicativo antigo e ficar só com a nova | Sai mais barato pagar no pix?
  parei de receber o boleto por e-mail, podem mandar aqui? | parei de receber as promoções, por que?
  Não recebo mais as ofertas de vocês, o que houve? | quero voltar para a lista de ofertas
  como entro na lista vip? | tem lista de espera? me coloca nela
  Hola, pedí un vestido y no me llegó, ¿me pueden enviar el rastreo?
  Quiero cancelar mi cita del lunes y sacar otra para el martes
  No puedo salir a recibir el paquete, déjenlo con el portero | ¿Me pueden quitar el cargo doble de la tarjeta?
  No me manden el azul, prefiero el negro | Ya no quiero el cambio, quiero mi reembolso
  Por favor no cancelen mi pedido, ya pagué | Dejen el pedido en recepción, gracias
  ¿Cuándo baja el precio de los tenis? | Me dieron de baja del trabajo, ¿puedo pagar a plazos?
  Quiero dar de alta a mi hijo en el plan | No quiero que me cobren el envío dos veces
  Sáquenme de una duda, ¿abren los domingos? | Quítenle la cebolla por favor y manden salsa
  Basta con que me envíen la factura | no me funciona el cupón, ayuda
  ¿Hasta cuándo puedo salir de viaje con este boleto? | paré en la tienda y estaba cerrada
  no paro de ver sus anuncios, me encantan
  Hi, my order 4471 never arrived. Please don't send another one, just refund me
  Please stop the shipment, I entered the wrong address | Can you remove the extra charge from my account?
  I'd like to cancel my appointment on Friday | Please take the onions off my burger
  Please don't call before noon, I work nights | I'm going to stop by the store at 5 to pick up my order
  The driver wouldn't stop at my house | My messages to your support never get an answer
  I stopped getting my coupons, can you add me back? | Add me to your list please, I love the deals
  I want to get more offers like this one | Does the offer end today or tomorrow?
  End of the month is better for me, thanks
  I can't unsubscribe from the gym plan on your site, please help with the membership
  Is there a way to get off at the earlier stop? | drop the order at the back door please
  requesting a refund for order 12345678 | request to change my address | I need that removed from my bill
  I want the tag removed from the dress | can you kick in a discount? | who gave you this discount idea? love it lol
  entrega sem contato | sem contato na entrega, por favor | I didn't sign up for the premium plan, why was I charged?
  no me registré todavía, ¿cómo hago? | eu nunca me cadastrei no site, como faço para comprar?
  não me inscrevi no curso ainda, dá tempo? | Não dou conta de tudo isso kkk | manda mais não chegou tudo
  evitem plástico na embalagem | quieren saber mi talla? es M | are you continuing the sale?
`);

it.each(clear)('%j asks clearly, in the words of a region', (text) => {
  expect(meaningOf(text)).toBe('clear');
});

it.each(unclear)('%j is held as unclear', (text) => {
  expect(meaningOf(text)).toBe('unclear');
});

it.each(others)('%j is about an order, or asks for more', (text) => {
  expect(meaningOf(text)).toBe('other');
});
