"""What agencies call the sections of a brief, in the languages that briefs come in. Compared without accents, case and numbering.

A line: our section, then phrases. A phrase matches a heading that is it, or holds it as whole words; the longest phrase that
matches wins, so "communication objective" is no "objective". Plural and singular are both said.
"""

# Facts of the job that are no section of ours.
TITLE, CLIENT, DAY_WANTED, BUDGET, DELIVERABLES, DATE = "title", "client", "wanted_on", "budget", "deliverables", "date"
FACTS = frozenset({TITLE, CLIENT, DAY_WANTED, BUDGET, DELIVERABLES, DATE})

# Words so common that they tell something only when they are the whole heading.
ALONE = frozenset(
    "target targets product project primary secondary tertiary about team contact contacts note notes content contents brand marca support facts process "
    "resources assets materials market mercado mercato concept concepto message mensaje messaggio viesti ask offer problem problema date data fecha due client "
    "cliente clienti clientes company campaign title job purpose aim visuals colors colours meta metas logo task summary scope style stile estilo to ton test testing "
    "results structure sections sezioni process planning content media medium platform platforms cost costs due smp usp rtb cta kpi seo font fonts public but mal marche markt skal krav nice muss argument kontakt material projekt mission subject objet".split()
)

PHRASES = {
    "ask": (
        "the ask|ask|request|overview|project overview|summary|project summary|executive summary|assignment|task|the task|project description|"
        "description|scope|scope of work|product|project|what we need|what do we need|job description|the brief in short|"
        "encargo|resumen|resumen del proyecto|descripcion del proyecto|que necesitamos|proyecto|alcance|"
        "richiesta|sintesi|panoramica|descrizione del progetto|progetto|interpretazione del cliente|"
        "tehtava|toimeksianto|tiivistelma|projekti|mita tarvitaan|encarrec|resum|descripcio del projecte|auftrag|aufgabe|kurzfassung"
        "|tehtavananto|uppdrag|uppdraget|beskrivning|aufgabenstellung|projekt|demande|mission|le projet"
    ),
    "why_now": (
        "why now|urgency|timing rationale|why is this needed|por que ahora|urgencia|perche ora|urgenza|miksi nyt|per que ara|warum jetzt"
        "|varfor nu|pourquoi maintenant"
    ),
    "background": (
        "background|background summary|context|current situation|situation|situation analysis|where are we now|company description|"
        "company product description|about the client|about the company|about us|about|previous marketing efforts|previous campaigns|past work|"
        "competitive context|competitors|main competitors|competition|competitive landscape|market|market situation|problem|the problem|challenge|"
        "the challenge|our differentiation|positioning against alternatives|positioning|business context|drivers|core tension|"
        "antecedentes|contexto|situacion actual|situacion|competencia|competidores|problema|desafio|reto|mercado|posicionamiento|quienes somos|"
        "contesto|situazione attuale|scenario|concorrenti|concorrenza|problema|sfida|mercato|posizionamento|chi siamo|"
        "tausta|nykytila|lahtotilanne|kilpailijat|kilpailu|haaste|ongelma|markkina|"
        "antecedents|context|situacio actual|competidors|repte|hintergrund|ausgangslage|wettbewerb|contexte"
        "|bakgrund|nulage|situationen|konkurrenter|marknad|utmaning|situation actuelle|concurrents|concurrence|probleme|marche|ausgangssituation|markt"
    ),
    "business_objective": (
        "objective|objectives|goal|goals|primary goal|primary objective|business objective|business objectives|business goal|marketing objective|"
        "marketing objectives|campaign objective|aim|aims|purpose|secondary goals|secondary objective|where do we want to be|outcome|"
        "desired outcome|objetivo|objetivos|objetivo principal|objetivo de negocio|objetivos de negocio|metas|meta|"
        "obiettivo|obiettivi|obiettivo principale|obiettivi di business|scopo|"
        "tavoite|tavoitteet|paatavoite|liiketoimintatavoite|objectiu|objectius|objectiu de negoci|ziel|ziele|objectif|objectifs"
        "|mal|malet|malsattning|affarsmal|zielsetzung|geschaftsziel|but|buts|objectif commercial"
    ),
    "communication_objective": (
        "communication objective|communication objectives|communications objective|advertising objective|desired response|desired reaction|"
        "think feel do|think and feel|what should they think|call to action|cta|desired action|key takeaway|"
        "objetivo de comunicacion|objetivos de comunicacion|llamada a la accion|respuesta deseada|"
        "obiettivo di comunicazione|obiettivi di comunicazione|invito all azione|"
        "viestinnan tavoite|viestintatavoite|toimintakehotus|objectiu de comunicacio|crida a l accio|kommunikationsziel"
        "|kommunikationsmal|onskad reaktion|kommunikationsziele|objectif de communication|objectifs de communication"
    ),
    "audience": (
        "audience|audiences|target audience|primary audience|secondary audience|target|target group|target market|targets|who are we talking to|"
        "who do we need to talk to|persona|personas|customer|customers|user personas|users|"
        "publico|publico objetivo|audiencia|publico meta|clientes|segmento|segmentos|segmentacion|a quien hablamos|buyer persona|cliente ideal|"
        "pubblico|target di riferimento|destinatari|a chi parliamo|clienti|"
        "kohderyhma|kohderyhmat|kohdeyleiso|kenelle|public objectiu|public|destinataris|zielgruppe|zielgruppen|cible|public cible"
        "|malgrupp|malgrupper|primar malgrupp|publikum|public vise|cibles|coeur de cible"
    ),
    "insight": (
        "insight|insights|consumer insight|customer insight|key insight|tension|human truth|audience insight|"
        "percepcion del consumidor|intuizione|oivallus|kuluttajaymmarrys"
        "|insikt|konsumentinsikt|erkenntnis"
    ),
    "proposition": (
        "proposition|single minded proposition|smp|single minded message|key message|main message|core message|message|single most important thing|"
        "the one thing|unique value proposition|value proposition|core value proposition|unique selling proposition|usp|promise|key idea|big idea|"
        "core idea|main idea|concept|central concept|one sentence|what is the unique value proposition of the product|brand promise|headline|"
        "proposicion|proposicion unica|propuesta de valor|mensaje clave|mensaje principal|promesa|idea central|concepto central|concepto|"
        "concepto creativo|promessa|promessa principale|proposta di valore|messaggio chiave|messaggio principale|messaggio|idea centrale|headline scelta|"
        "lupaus|paaviesti|ydinviesti|arvolupaus|viesti|proposta de valor|missatge clau|missatge principal|botschaft|kernbotschaft|"
        "nutzenversprechen|promesse|message cle"
        "|budskap|huvudbudskap|karnbudskap|lofte|erbjudande|leitidee|proposition unique|message principal|idee centrale|kiteytys|ydinlupaus"
    ),
    "support": (
        "support|reasons to believe|reason to believe|rtb|rtbs|proof|proof points|supporting messages|supporting points|key messages|evidence|why believe it|"
        "facts|benefits|key benefits|features|messaging|messaging framework|arguments|offer|offer terms|"
        "razones para creer|soporte|argumentos|beneficios|pruebas|mensajes clave|mensajes|"
        "ragioni per credere|reason why|supporto|prove|benefici|vantaggi|argomenti|"
        "perustelut|todisteet|hyodyt|avainviestit|raons per creure|arguments|beneficis|begrundung|belege|preuves|benefices"
        "|argument|bevis|skal att tro|fordelar|raisons de croire|argumente|beweise"
    ),
    "tone": (
        "tone|tone of voice|tone voice|tone and voice|brand voice|voice|style|look and feel|look feel|brand|brand guidelines|branding|brand personality|personality|"
        "visual style|visual identity|visual direction|visuals|design direction|mood|colour palette|color palette|colors|colours|typography|fonts|imagery|"
        "brand identity|verbal identity|art direction|aesthetic|creative direction|creative directions|design principles|logo|"
        "tono|tono de voz|tono y estilo|estilo|identidad verbal|identidad visual|identidad|imagineria visual|paleta|paleta de colores|tipografia|marca|"
        "direccion creativa|estetica|"
        "tono di voce|stile|mood visivo|identita visiva|identita verbale|palette|palette scelta|font|font scelti|tipografia|colori|"
        "savy|aanensavy|tyyli|ilme|visuaalinen ilme|brandi|to|to de veu|estil|identitat visual|ton|tonalitat|tonalität|tonalitat|stil|bildsprache"
        "|tonalitet|tonlage|stil och ton|varumarke|tonfall|ton de voix|style visuel"
    ),
    "mandatories": (
        "mandatories|mandatory|mandatory elements|mandatory inclusions|must include|must have|must haves|must avoid|requirements|constraints|restrictions|limitations|"
        "legal|legal compliance|legal requirements|compliance|regulatory|disclaimers|risks compliance|risks and compliance|do and don t|dos and don ts|things to avoid|"
        "non negotiables|what to avoid|"
        "obligatorios|elementos obligatorios|requisitos|restricciones|limitaciones|legales|requisitos legales|aspectos legales|lo que no|que evitar|"
        "obblighi|elementi obbligatori|vincoli|requisiti|restrizioni|note legali|limiti|"
        "pakolliset|pakolliset elementit|vaatimukset|rajoitteet|rajoitukset|lakisaateiset|obligatoris|elements obligatoris|requisits|restriccions|"
        "pflichtelemente|vorgaben|einschrankungen|contraintes|mentions obligatoires"
        "|obligatoriskt|obligatoriska element|krav|maste vara med|begransningar|pflichtangaben|pflichten|muss|elements obligatoires|obligations"
    ),
    "preferences": (
        "preferences|nice to have|nice to haves|examples we like|examples to avoid|inspiration|references|reference materials|reference material|likes and dislikes|"
        "preferencias|deseable|referencias|inspiracion|ejemplos|preferenze|riferimenti|ispirazione|esempi|toiveet|esimerkit|inspiraatio|preferencies|referencies|"
        "wunsche|referenzen|inspirations"
        "|onskemal|bra att ha|would be nice|would like|nice|souhaits|preferenzen"
    ),
    "channels": (
        "channel|channels|media|medium|media channels|media plan|touchpoints|platform|platforms|distribution|placements|where will it run|media strategy|"
        "marketing channels|canal|canales|medios|plan de medios|plataformas|canales de distribucion|canales y tacticas|canali|canale|mezzi|piattaforme|piano media|"
        "kanava|kanavat|mediat|mediasuunnitelma|canals|mitjans|kanale|kanal|medien|canaux|tactics|tacticas|estrategia de captacion|estrategia de captacion b2b|"
        "growth strategy|acquisition strategy"
        "|kanaler|medier|medieplan|supports de diffusion"
    ),
    "measures": (
        "measures|measurement|success metrics|success criteria|success|metrics|kpi|kpis|key performance indicators|how will we know we ve arrived|how we measure it|"
        "evaluation|results|testing matrix|testing|analytics|"
        "metricas|indicadores|indicadores clave|criterios de exito|medicion|kpis y metricas|metriche|indicatori|criteri di successo|misurazione|"
        "mittarit|mittaaminen|onnistumisen mittarit|metriques|indicadors|mesura|erfolgskriterien|messung|kennzahlen|indicateurs|mesures"
        "|matning|matetal|framgangskriterier|resultatmatt|erfolgsmessung|mesure du succes"
    ),
    "practicalities": (
        "practicalities|logistics|technical|technical requirements|technical specifications|technology|assets provided|assets|materials|content|contents|resources|process|"
        "project management|notes|next steps|risks|dependencies|usability|functionality|structure|site structure|sections|sitemap|accessibility|seo|"
        "aspectos tecnicos|requisitos tecnicos|materiales|recursos|contenido|contenidos|notas|proximos pasos|estructura|riesgos|"
        "requisiti tecnici|materiali|contenuti|risorse|note|prossimi passi|struttura|sezioni|sezioni incluse|rischi|"
        "kaytannon asiat|materiaalit|sisallot|resurssit|muistiinpanot|seuraavat askeleet|rakenne|aspectes tecnics|materials|continguts|recursos|"
        "timeline|schedule|timing|milestones|key dates|calendar|cronograma|calendario|tiempos|hitos|plazos|tempistiche|scadenze|tempi|aikataulu|valitavoitteet|"
        "calendari|terminis|zeitplan|termine|meilensteine|calendrier|planning"
        "|tidplan|tidsplan|nasta steg|praktiskt|material|ablauf|prochaines etapes|calendrier previsionnel"
    ),
    "approvers": (
        "approvers|approval|approvals|sign off|who approves|stakeholders|decision makers|decision maker|team|project team|contacts|key contacts|contact|"
        "aprobacion|aprobaciones|responsables|equipo|contacto|interesados|approvazione|approvazioni|referenti|contatti|team di progetto|"
        "hyvaksyjat|hyvaksynta|yhteyshenkilot|tiimi|aprovacio|responsables|equip|contactes|freigabe|ansprechpartner|validation|equipe"
        "|godkannare|godkannande|beslutsfattare|kontakt|hyvaksyja|paattaja|yhteyshenkilo|entscheider|valideurs|decideurs"
    ),
    "internal_notes": (
        "internal notes|for agency use|internal|agency notes|for internal use|notas internas|note interne|sisaiset muistiinpanot|notes internes|interne notizen"
    ),
    TITLE: "project name|project title|job title|campaign|campaign name|title|job|nombre del proyecto|titulo|nome del progetto|titolo|projektin nimi|titol|projektname|subject|asunto|oggetto|aihe|assumpte|betreff|objet|amne|projektnamn|nom du projet",
    CLIENT: "client|client name|company|brand name|cliente|empresa|azienda|asiakas|client nom|kunde|kundin|kund|nom du client",
    DAY_WANTED: (
        "due date|deadline|delivery date|final delivery|launch date|go live|live date|end date|due|wanted by|in market date|fecha de entrega|entrega|fecha limite|"
        "lanzamiento|fecha de lanzamiento|scadenza|data di consegna|consegna|lancio|data di lancio|maaraaika|deadline paiva|toimitus|julkaisu|julkaisupaiva|"
        "data de lliurament|lliurament|llancament|abgabe|liefertermin|fertigstellung|livraison|date de livraison|echeance"
        "|leverans|leveransdatum|slutdatum|fardigt|abgabetermin|date limite"
    ),
    BUDGET: "budget|budgets|cost|costs|investment|presupuesto|inversion|coste|budget disponibile|investimento|costi|budjetti|kustannukset|pressupost|inversio|kosten|budjetti ja kustannukset|kostnad|kostnader|couts|kostenrahmen",
    DELIVERABLES: (
        "deliverables|deliverable|required assets|outputs|output|assets needed|formats|format requirements|what we will deliver|what will be delivered|scope of deliverables|"
        "entregables|entregable|piezas|formatos|entregas|consegne|materiali da consegnare|deliverable richiesti|formati|output richiesti|"
        "toimitettavat|tuotokset|lopputuotteet|lliurables|peces|formats requerits|leistungen|livrables|execution|executions"
        "|toimitukset|leverabler|leveranser|material som behovs|lieferumfang|liefergegenstande|supports a livrer|elements a livrer"
    ),
    DATE: "date|fecha|data|paivays|paivamaara|datum|paivamaara ja aika",
}
