"""Words beside a name that are no part of it: without them `Prof. Dr. Mickey Mouse, PhD` is Mickey Mouse."""

import re

WORDS = """
    prof professor professors dr drs doctor phd dphil md msc bsc ba ma mba llm llb edd scd dsc frs facs fellow
    mr mrs ms mx miss mister madam madame sir dame lord lady baron baroness count countess duke duchess viscount earl
    hon honorable honourable rev reverend fr father mother sister brother rabbi imam sheikh shaikh sheik pastor bishop
    archbishop cardinal pope saint st king queen prince princess emperor empress president prime minister premier
    chancellor senator governor ambassador general colonel captain major sergeant admiral marshal lieutenant officer
    mp mep bundeskanzler bundeskanzlerin ayatollah
    ceo cto founder chairman director dean rector provost academician comrade emeritus emerita jr sr junior senior
    ii iii iv vi vii viii ix the late esq esquire ing eng engr arch adv assoc associate asst assistant
    herr frau doktor magister dipl mag univ habil priv doz dott dottore dottoressa professore professoressa sig signor
    signora signore monsieur mme mlle m docteur professeur maitre president presidente presidenta primer ministro don
    dona señor senor señora senora sr sra srta doctora profesor profesora licenciado lic ingeniero excelentisimo
    papa rey reina principe santo santa san sao dom doutor doutora professora senhor senhora
    г гн гжа господин госпожа товарищ профессор проф доктор докт академик доцент президент премьер министр царь король
    др д кн дфн дтн дмн ктн кфн пан пані
    الدكتور دكتور الدكتوره دكتوره د الاستاذ استاذ ا البروفيسور بروفيسور الشيخ شيخ السيد سيد السيده سيده المهندس مهندس
    الرييس رييس الملك ملك الامير امير الامام
"""
TITLES = frozenset(WORDS.split())
HAN_TITLES = re.compile(
    r"^(?:教授|博士|老师|院士|总统|主席|总理|国王|女王)|(?:教授|博士|老师|老師|先生|女士|小姐|院士|同志|总统|總統|主席|总理|總理|首相|将军|將軍|さん|様|氏|씨|님|교수|박사)$"
)
