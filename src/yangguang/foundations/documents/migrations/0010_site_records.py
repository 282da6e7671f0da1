from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0009_licence_end_documents"),
    ]

    operations = [
        migrations.AlterField(
            model_name="numberseries",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "材料接收凭证"),
                    ("acceptance", "受理通知书"),
                    ("tolerance", "容缺受理通知书"),
                    ("commitment", "告知承诺书"),
                    ("correction", "一次性补正告知书"),
                    ("decline", "不予受理通知书"),
                    ("special_procedure", "特别程序告知书"),
                    ("site_record", "现场核查笔录"),
                    ("extension", "延期通知书"),
                    ("grant", "准予决定书"),
                    ("refusal", "不予决定书"),
                    ("rectification", "责令限期整改通知书"),
                    ("revocation", "撤销决定书"),
                    ("licence_end", "证照处理决定书"),
                    ("licence", "证照"),
                    ("service", "送达回证"),
                    ("fee_notice", "缴费通知书"),
                    ("fee_receipt", "缴费凭证"),
                    ("warning", "预警通知"),
                    ("yellow_card", "黄牌通知"),
                    ("red_card", "红牌通知"),
                    ("supervision_order", "督办通知书"),
                    ("recommendation", "监察建议书"),
                    ("inspection_order", "检查整改通知书"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="officialdocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "材料接收凭证"),
                    ("acceptance", "受理通知书"),
                    ("tolerance", "容缺受理通知书"),
                    ("commitment", "告知承诺书"),
                    ("correction", "一次性补正告知书"),
                    ("decline", "不予受理通知书"),
                    ("special_procedure", "特别程序告知书"),
                    ("site_record", "现场核查笔录"),
                    ("extension", "延期通知书"),
                    ("grant", "准予决定书"),
                    ("refusal", "不予决定书"),
                    ("rectification", "责令限期整改通知书"),
                    ("revocation", "撤销决定书"),
                    ("licence_end", "证照处理决定书"),
                    ("licence", "证照"),
                    ("service", "送达回证"),
                    ("fee_notice", "缴费通知书"),
                    ("fee_receipt", "缴费凭证"),
                    ("warning", "预警通知"),
                    ("yellow_card", "黄牌通知"),
                    ("red_card", "红牌通知"),
                    ("supervision_order", "督办通知书"),
                    ("recommendation", "监察建议书"),
                    ("inspection_order", "检查整改通知书"),
                ],
                max_length=30,
            ),
        ),
    ]
