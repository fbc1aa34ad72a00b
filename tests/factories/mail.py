"""Messages owed."""

import factory

from mail.models import Message


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    kind = "tests/note"
    subject = factory.Sequence(lambda n: f"note:{n}")
    occasion = "written"
    to = factory.Sequence(lambda n: f"wangari.{n}@university.example")
    mailbox = factory.SelfAttribute("to")
    language = "en"
